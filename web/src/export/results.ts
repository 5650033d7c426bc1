// Everything that was trained and measured in this page, as one file of JSON. Each feature adds the sections that are
// its own; the form of those of the race is the one that the program and the Python reference write, too.
import { currentEnvironment, type Environment } from '../common/environment.ts';
import { download } from './download.ts';

/** Those with figures of the machine. */
const measuredSections = ['ladder', 'measurements', 'experiments'] as const;

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

  /** Whether there is anything to save. */
  has(): boolean {
    return [...this.sections.values()].some((section) => section() !== undefined);
  }

  /** What was measured on this machine, as the file has it, and nothing else; undefined while there is nothing. */
  measured(): object | undefined {
    const sections = this.filled(measuredSections);
    return Object.keys(sections).length > 0 ? resultsFile(currentEnvironment(), sections) : undefined;
  }

  private filled(names: Iterable<string>): Record<string, object> {
    const sections: Record<string, object> = {};
    for (const name of names) {
      const content = this.sections.get(name)?.();
      if (content) sections[name] = content;
    }
    return sections;
  }

  save(): void {
    const content = resultsFile(currentEnvironment(), this.filled(this.sections.keys()));
    download('lanes-results.json', `${JSON.stringify(content, null, 1)}\n`, 'application/json');
  }
}
