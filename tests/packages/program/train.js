// What every project of these tests does with the package.
import { createTrainer, loadVariant, variants } from 'lanes';

const data = 'emma\nolivia\nava\nisabella\nsophia\nmia\n';

async function losses(options) {
  const trainer = await createTrainer({ data, ...options });
  const { losses } = trainer.train(10);
  trainer.dispose();
  return [...losses];
}

/** The losses of ten steps and a matrix product in each variant, or why it cannot run here; and the losses in f64. */
export async function train() {
  const results = {};
  for (const { name, supported, reason } of await variants()) {
    if (supported) {
      const { checksum } = (await loadVariant(name)).gemm({ m: 8, n: 8, k: 8, layout: 'nt', repetitions: 2 });
      results[name] = [...(await losses({ variant: name, ...(name === 'threads' && { threads: 2 }) })), checksum];
    } else {
      results[name] = reason;
    }
  }
  results.f64 = await losses({ variant: 'scalar', precision: 'f64' });
  return results;
}
