// The machines that come with the page: files of results that it saved there, without the rounds. Each was measured
// thoroughly, with nothing else at work, on the day that the file says.

export interface ReferenceMachine {
  name: string;
  /** What it is, and who measured. */
  about: string;
  read(): Promise<unknown>;
}

const cloud =
  'A virtual machine with two cores of an AMD EPYC, on which Lanes is developed; measured by its authors in';

export const machines: readonly ReferenceMachine[] = [
  {
    name: 'Cloud machine, Chromium',
    about: `${cloud} headless Chromium.`,
    read: async () => (await import('./machines/cloud-chromium.json')).default,
  },
  {
    name: 'Cloud machine, Firefox',
    about: `${cloud} headless Firefox.`,
    read: async () => (await import('./machines/cloud-firefox.json')).default,
  },
];
