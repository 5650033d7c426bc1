// Results side by side: one's own, as far as they are measured, and those that were opened from links, files and the
// machines that come with the page. What is opened is looked at and nothing else: it is never saved, and enters no
// figure of one's own.
import { messageOf } from '../common/errors.ts';
import { unpackResult } from '../export/link.ts';
import { resultsFrom } from '../export/results-reader.ts';
import { keyOf, type Shared } from '../export/shared.ts';
import type { Visit } from '../page/visits.ts';
import { formatBytes, formatMoment } from '../ui/format.ts';

/** Where results come from. */
export type Origin = 'own' | 'earlier' | 'link' | 'file' | 'reference';

export interface Exhibit {
  origin: Origin;
  /** Unlike that of all others. */
  name: string;
  results: Shared[];
  /** Of a link: what stands in the address. */
  link?: string;
  /** Of a reference: whose it is. */
  about?: string;
}

/** All results on one subject, each beside whose it is. */
export interface Group {
  /** Of the first. */
  subject: Shared['subject'];
  columns: { exhibit: Exhibit; result: Shared }[];
}

export function visitName(date: string): string {
  return `This machine, ${formatMoment(date)}`;
}

const largestFile = 50_000_000;
/** More cannot be read side by side. */
const mostExhibits = 8;

export class Comparison {
  others: Exhibit[] = [];
  /** What could not be opened, in sentences. */
  problems: string[] = [];
  private links = 0;

  constructor(
    /** What is measured here, as the file of results has it, if there is anything. */
    private readonly ownContent: () => object | undefined,
    private readonly changed: () => void,
  ) {}

  /** What is measured here; undefined while there is nothing that can be compared. */
  own(): Exhibit | undefined {
    const content = this.ownContent();
    if (!content) return undefined;
    try {
      const results = resultsFrom(JSON.parse(JSON.stringify(content)));
      return { origin: 'own', name: 'This machine', results };
    } catch {
      return undefined; // an explorer saves what cannot be compared
    }
  }

  /** Opens those of these that are not open yet. */
  async openLinks(links: readonly string[]): Promise<void> {
    const isOpen = (link: string): boolean => this.others.some((other) => other.link === link);
    for (const link of links.filter((one) => !isOpen(one))) {
      await this.attempt('', async () => {
        const result = await unpackResult(link);
        if (isOpen(link)) return; // it was asked for twice
        this.links += 1;
        const name = this.links === 1 ? 'Somebody else’s machine' : `Somebody else’s machine ${this.links}`;
        this.add({ origin: 'link', name, results: [result], link });
      });
    }
  }

  async openFile(file: File): Promise<void> {
    await this.attempt(`${file.name}: `, async () => {
      if (file.size > largestFile) throw new Error(`It is larger than ${formatBytes(largestFile)}.`);
      const text = await file.text().catch(() => {
        throw new Error('It cannot be read. It may be a folder, or it was moved or changed.');
      });
      let content: unknown;
      try {
        content = JSON.parse(text);
      } catch {
        throw new Error('This is no file of results: those are saved by “Results as JSON”.');
      }
      this.add({ origin: 'file', name: file.name, results: resultsFrom(content) });
    });
  }

  /** A machine that comes with the page. */
  async openReference(name: string, about: string, read: () => Promise<unknown>): Promise<void> {
    const isOpen = (): boolean => this.others.some((other) => other.origin === 'reference' && other.name === name);
    if (isOpen()) return;
    await this.attempt(`${name}: `, async () => {
      const content = await read().catch((error: unknown) => {
        throw new Error('It could not be loaded: the connection may be gone.', { cause: error });
      });
      if (isOpen()) return; // it was asked for twice
      this.add({ origin: 'reference', name, about, results: resultsFrom(content) });
    });
  }

  /** What was measured here at an earlier visit. */
  async openVisit({ date, content }: Visit): Promise<void> {
    const name = visitName(date);
    if (this.others.some((other) => other.origin === 'earlier' && other.name === name)) return;
    await this.attempt(`${name}: `, async () => {
      this.add({ origin: 'earlier', name, results: resultsFrom(content) });
    });
  }

  forget(exhibit: Exhibit): void {
    this.others = this.others.filter((other) => other !== exhibit);
    this.changed();
  }

  /** What was opened from links, as it stands in the address. */
  get openLinksText(): string | undefined {
    const links = this.others.flatMap(({ link }) => link ?? []);
    return links.length > 0 ? links.join('/') : undefined;
  }

  groups(own: Exhibit | undefined): Group[] {
    const groups = new Map<string, Group>();
    for (const exhibit of [...(own ? [own] : []), ...this.others]) {
      for (const result of exhibit.results) {
        const key = keyOf(result);
        const group = groups.get(key) ?? { subject: result.subject, columns: [] };
        group.columns.push({ exhibit, result });
        groups.set(key, group);
      }
    }
    // What is measured here alone can be seen where it was measured.
    return [...groups.values()].filter(({ columns }) => columns.some(({ exhibit }) => exhibit !== own));
  }

  private add(exhibit: Exhibit): void {
    if (this.others.length >= mostExhibits) {
      throw new Error(`No more than ${mostExhibits} can be open at once: forget one first.`);
    }
    const isTaken = (name: string): boolean => this.others.some((other) => other.name === name);
    let name = exhibit.name;
    for (let copy = 2; isTaken(name); ++copy) name = `${exhibit.name} (${copy})`;
    this.others = [...this.others, { ...exhibit, name }];
  }

  /** Something else will be opened: what was wrong before is told no more. */
  begin(): void {
    this.problems = [];
    this.changed();
  }

  /** Says what is wrong, and the same only once. */
  tell(problem: string): void {
    this.problems = [...new Set([...this.problems, problem])].slice(-mostExhibits);
    this.changed();
  }

  private async attempt(prefix: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.changed();
    } catch (error) {
      this.tell(prefix + messageOf(error));
    }
  }
}
