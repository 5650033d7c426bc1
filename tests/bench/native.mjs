// What runs natively: the program's own bench, and the Python and NumPy references.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, root } from './assemble.mjs';

/** Runs a program that writes a JSON file, and returns what it wrote. */
function jsonOf(command, args) {
  const folder = mkdtempSync(join(tmpdir(), 'lanes-bench-'));
  try {
    const file = join(folder, 'result.json');
    execFileSync(command, [...args, '--json', file], { stdio: ['ignore', 'ignore', 'pipe'], cwd: root });
    return JSON.parse(readFileSync(file, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The program's rows in the form that the browser's have; undefined when the program is not built. */
export function nativeRows(names, filter) {
  const program = join(build, 'native/lanes');
  if (!existsSync(program)) return undefined;
  const { environment, rows } = jsonOf(program, ['bench', '--data', names, '--filter', filter]);
  return {
    environment,
    rows: rows.map(({ group, name, contenders }) => ({
      group,
      name,
      missing: [],
      timings: contenders.map((c) => ({
        contender: c.name,
        variant: c.variant,
        work: { flops: c.flops, bytes: c.bytes, tokens: c.tokens },
        ms: c.ns.map((ns) => ns / 1e6),
        median: c.median_ns / 1e6,
        low: c.low_ns / 1e6,
        high: c.high_ns / 1e6,
        ratio: { ratio: c.ratio, low: c.ratio_low, high: c.ratio_high },
      })),
    })),
  };
}

/** The first Python that has the module: the machine's own, if there is a second one, is where apt puts them. */
function pythonWith(module) {
  const found = ['python3', '/usr/bin/python3'].find(
    (python) => spawnSync(python, ['-c', `import ${module}`]).status === 0,
  );
  return found ?? 'python3';
}

/** The two references on the same names: median milliseconds per step over some steps, or why there are none. */
export function references(names) {
  return [
    ['microgpt.py, CPython', 'microgpt.py', 40, 'python3'],
    ['numpy_gpt.py, NumPy', 'numpy_gpt.py', 1000, pythonWith('numpy')],
  ].map(([label, script, steps, python]) => {
    try {
      const program = join(root, 'tests/golden', script);
      const args = ['-B', program, '--data', names, '--steps', String(steps), '--samples', '0', '--quiet'];
      const { environment, step_ms: ms, summary, losses } = jsonOf(python, args);
      return {
        label,
        host: environment.host,
        median: summary.median_ms,
        steps: ms.length,
        ms,
        losses: losses.slice(0, 3),
      };
    } catch (error) {
      const said = error.stderr?.toString().trim().split('\n').at(-1);
      return { label, reason: said || error.message };
    }
  });
}
