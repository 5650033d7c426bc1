// Everything that was trained and measured in this page, as one file of JSON. Each feature adds the sections that are
// its own; the form of those of the race is the one that the program and the Python reference write, too.
import { currentEnvironment, type Environment } from '../common/environment.ts';
import { download } from './download.ts';

/** Those with figures of a machine. */
export const measuredSections = ['ladder', 'measurements', 'experiments'] as const;

/** A part of the file; undefined while there is nothing to tell. */
export type Section = () => object | undefined;

/** Ready for JSON; `results` is there in any case. */
export function resultsFile(environment: Environment, sections: Record<string, object>): object {
  return { version: 1, environment, results: [], ...sections };
}

export class Results {
  private readonly sections = new Map<string, Section>();

  add(name: string, section: Section): void {
    this.sections.set(name, section);
  }

  /** Whether there is anything to save, in all sections or these. */
  has(names: Iterable<string> = this.sections.keys()): boolean {
    return [...names].some((name) => this.sections.get(name)?.() !== undefined);
  }

  /** As the file has it, all sections or these. */
  content(names: Iterable<string> = this.sections.keys()): object {
    const sections: Record<string, object> = {};
    for (const name of names) {
      const content = this.sections.get(name)?.();
      if (content) sections[name] = content;
    }
    return resultsFile(currentEnvironment(), sections);
  }

  save(): void {
    const content = this.content();
    download('lanes-results.json', `${JSON.stringify(content, null, 1)}\n`, 'application/json');
  }
}
