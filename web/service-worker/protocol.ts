// What a page asks the service worker, and what it answers through the port that comes with the question.

/** What is kept as a whole: the page with all its views and modules; CPython, which is large and has to be wanted. */
export type Part = 'page' | 'python';

export type Question =
  /** Keep this part from now on. */
  | { type: 'keep'; part: Part }
  /** Which parts are kept? */
  | { type: 'list' }
  /** Serve from now on instead of the older build, unless that has other pages open. */
  | { type: 'take over' };

export interface Answer {
  /** Whether that was done which was asked for. */
  done: boolean;
  kept: Part[];
}
