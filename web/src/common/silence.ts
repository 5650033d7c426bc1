// Notices that somebody who should say something now and then has fallen silent: a worker that died without a word, or
// a download in which nothing arrives. Time does not count while the page is hidden, asleep, or too busy to look at the
// clock, for then the others may be as slow.

/** How many seconds nobody may stay silent who has nothing special to do. A slow connection needs some of them. */
export const patience = 20;

const lookMilliseconds = 1000;

export class Silence {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lasted = 0;

  /** `over` is called once, when nothing was heard for too long. */
  constructor(private readonly over: (seconds: number) => void) {}

  /** From now on something has to be heard at least every so many seconds. */
  begin(seconds: number): void {
    this.end();
    const look = (): void => {
      if (!globalThis.document?.hidden) this.lasted += 1; // one look counts once, however late it comes
      if (this.lasted < seconds) this.timer = setTimeout(look, lookMilliseconds);
      else this.over(this.lasted);
    };
    this.timer = setTimeout(look, lookMilliseconds);
  }

  heard(): void {
    this.lasted = 0;
  }

  /** Nothing more is expected. */
  end(): void {
    clearTimeout(this.timer);
    this.lasted = 0;
  }
}

/**
 * What `work` comes to, which has to call `heard` at least every so many seconds.
 * @throws Error with what `complaint` says when it does not.
 */
export async function unlessSilent<T>(
  seconds: number,
  complaint: (seconds: number) => string,
  work: (heard: () => void) => Promise<T>,
): Promise<T> {
  let giveUp = (_: Error): void => {};
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  const silence = new Silence((lasted) => giveUp(new Error(complaint(lasted))));
  silence.begin(seconds);
  try {
    return await Promise.race([work(() => silence.heard()), givenUp]);
  } finally {
    silence.end();
  }
}
