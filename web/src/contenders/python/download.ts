// CPython on this site: Pyodide, in a folder that vite.config.ts fills from its npm package.
import { siteFile } from '../../common/site.ts';

/** What is fetched before it can start: the interpreter and its standard library; and about how long it takes. */
export const pythonDownload = { bytes: 13.4e6, milliseconds: 3000 };

/** The folder of the interpreter; undefined where the site comes without. `site` is the address of the page. */
export function pythonUrl(site?: string): string | undefined {
  return siteFile('pyodide/', site);
}

/** Why it cannot run here; undefined where it can. */
export function pythonObstacle(site?: string): string | undefined {
  return pythonUrl(site) ? undefined : 'CPython is no part of this file, as it is large: the page on a server has it.';
}
