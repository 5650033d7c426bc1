/** The project's version, from CMakeLists.txt; put in by Vite. */
declare const __LANES_VERSION__: string;
