// The project's version, which stands in CMakeLists.txt and nowhere else.
import { readFileSync } from 'node:fs';

const cmake = readFileSync(new URL('../../CMakeLists.txt', import.meta.url), 'utf8');
export const version = cmake.match(/project\(lanes VERSION ([\d.]+)/)?.[1];
if (!version) throw new Error('CMakeLists.txt states no version of the project.');
