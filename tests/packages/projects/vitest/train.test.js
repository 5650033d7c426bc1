import { writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { train } from './train.js';

test('trains', async () => {
  writeFileSync(process.env.RESULT, JSON.stringify(await train()));
});
