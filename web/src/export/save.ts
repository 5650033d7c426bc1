// Everything that was trained and measured in this page, as one file.
import type { App } from '../page/page.ts';
import { download } from './download.ts';
import { currentEnvironment } from '../common/environment.ts';
import type { Measurement } from '../measure/measure.ts';
import { resultsFile, type Entry, type Measured } from './results.ts';

/** The contenders of the race that have something to tell. */
export function trainedEntries(app: App): Entry[] {
  return app.race.activeRunners().filter((runner) => runner.step > 0);
}

/** Whether there is anything to save. */
export function hasResults(app: App): boolean {
  return app.race.setup !== undefined && (trainedEntries(app).length > 0 || sections(app) !== undefined);
}

export function saveResults(app: App): void {
  const { setup } = app.race;
  if (!setup) return;
  const content = resultsFile(
    trainedEntries(app),
    setup,
    currentEnvironment(),
    app.settings.temperature,
    measuredOf(app.measurement),
    sections(app),
  );
  download('lanes-results.json', `${JSON.stringify(content, null, 1)}\n`, 'application/json');
}

/** What other views than the race have found, under the names of DESIGN's contract. */
function sections(app: App): Record<string, unknown> | undefined {
  const found = [...app.sections].map(([name, content]) => [name, content()] as const);
  const present = found.filter(([, content]) => content !== undefined);
  return present.length > 0 ? Object.fromEntries(present) : undefined;
}

function measuredOf({ setup, environment, pairs }: Measurement): Measured | undefined {
  return setup && environment ? { setup, environment, pairs } : undefined;
}
