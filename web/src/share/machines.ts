// The machines that come with the page: results that it saved there, without the rounds.

export interface ReferenceMachine {
  name: string;
  /** What it is, and who measured. */
  about: string;
  read(): Promise<unknown>;
}

export const machines: readonly ReferenceMachine[] = [];
