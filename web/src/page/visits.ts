// What was measured in this browser at earlier visits, to be compared with. It enters no figure of this visit.
import { recall, revise } from '../common/memory.ts';
import type { Results } from '../export/results.ts';

/** All that was measured while the page was open. */
export interface Visit {
  /** When it began, as in an environment. */
  date: string;
  /** As the file of results has it. */
  content: object;
}

/** What it has to know of the page. */
interface Surroundings {
  readonly measuring: boolean;
  readonly results: Results;
  onChange(listener: () => void): void;
  changed(): void;
}

const key = 'visits';

/** Besides the present one. */
const mostVisits = 4;

const calmMilliseconds = 1000;

function isVisit(found: unknown): found is Visit {
  const { date, content } = (found ?? {}) as Partial<Visit>;
  return typeof date === 'string' && !Number.isNaN(Date.parse(date)) && typeof content === 'object' && content !== null;
}

function visitsIn(found: unknown): Visit[] {
  return (Array.isArray(found) ? found : []).filter(isVisit).slice(0, mostVisits);
}

export class Visits {
  /** The latest first. */
  earlier: readonly Visit[] = [];
  private readonly began = new Date().toISOString();
  private calming: ReturnType<typeof setTimeout> | undefined;
  private written = '';

  constructor(private readonly page: Surroundings) {}

  /** From now on what is measured is remembered, once it is. */
  async begin(): Promise<void> {
    this.earlier = visitsIn(await recall(key));
    this.page.onChange(() => this.rememberSoon());
    this.page.changed();
  }

  private rememberSoon(): void {
    clearTimeout(this.calming);
    this.calming = setTimeout(() => void this.remember(), calmMilliseconds);
  }

  private async remember(): Promise<void> {
    const content = this.page.measuring ? undefined : this.page.results.measured();
    if (!content) return;
    const { environment: _, ...figures } = content as { environment: object };
    const text = JSON.stringify(figures);
    if (text === this.written) return;
    this.written = text;
    const visit = { date: this.began, content: JSON.parse(JSON.stringify(content)) };
    // Other tabs may have added theirs meanwhile, or forgotten all.
    await revise(key, (found) => [visit, ...visitsIn(found).filter(({ date }) => date !== visit.date)]);
  }
}
