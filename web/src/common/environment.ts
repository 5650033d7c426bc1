// What the figures were measured on.

export interface Environment {
  date: string;
  user_agent: string;
  cores: number;
  isolated: boolean;
  timer_step_ms: number;
  lanes_version: string;
}

/** The smallest step of performance.now() seen over a few of its ticks, in milliseconds. */
export function measureTimerStep(ticks = 20): number {
  let smallest = Infinity;
  let previous = performance.now();
  for (let seen = 0; seen < ticks; ) {
    const now = performance.now();
    if (now === previous) continue;
    smallest = Math.min(smallest, now - previous);
    previous = now;
    ++seen;
  }
  return Number(smallest.toPrecision(3));
}

let timerStep: number | undefined;

export function currentEnvironment(): Environment {
  timerStep ??= measureTimerStep();
  return {
    date: new Date().toISOString(),
    user_agent: navigator.userAgent,
    cores: navigator.hardwareConcurrency,
    isolated: globalThis.crossOriginIsolated,
    timer_step_ms: timerStep,
    lanes_version: __LANES_VERSION__,
  };
}

/** "Chromium 156 on Linux", as well as it can be told from the user agent. */
export function describeBrowser(userAgent: string): string {
  const browsers: [RegExp, string][] = [
    [/Firefox\/(\d+)/, 'Firefox'],
    [/Edg\/(\d+)/, 'Edge'],
    [/OPR\/(\d+)/, 'Opera'],
    [/Chrome\/(\d+)/, 'Chromium'],
    [/Version\/(\d+).*Safari/, 'Safari'],
  ];
  const systems: [RegExp, string][] = [
    [/Android/, 'Android'],
    [/iPhone|iPad/, 'iOS'],
    [/Windows/, 'Windows'],
    [/Mac OS X/, 'macOS'],
    [/Linux/, 'Linux'],
  ];
  const browser = browsers.find(([pattern]) => pattern.test(userAgent));
  const system = systems.find(([pattern]) => pattern.test(userAgent));
  const version = browser && userAgent.match(browser[0])?.[1];
  return `${browser ? `${browser[1]} ${version}` : 'An unknown browser'}${system ? ` on ${system[1]}` : ''}`;
}
