// A page that does nothing but load Lanes, make a trainer and take one step. The clock counts from the navigation.
import type { TrainerOptions, VariantName } from '../../../web/lib/lanes.ts';
import type { Lanes } from './steps.ts';

const variant = new URLSearchParams(location.search).get('variant') as VariantName;
const [lanes, data] = await Promise.all([
  import(new URL('../lib/lanes.js', location.href).href) as Promise<Lanes>,
  fetch('names.txt').then(async (response) => new Uint8Array(await response.arrayBuffer())),
]);
const options: TrainerOptions = { variant, data };
const trainer = await lanes.createTrainer(options);
trainer.train(1);
document.documentElement.dataset['started'] = String(performance.now());
