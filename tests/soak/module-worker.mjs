// Makes, uses and disposes of as many trainers as it is told to, and says how much of the processor's time that took
// and how large the memories of the modules are.
import { parentPort, workerData } from 'node:worker_threads';

// The modules do not export their memories, so the instantiation itself is looked at.
const memories = [];
const instantiate = WebAssembly.instantiate;
WebAssembly.instantiate = async (...input) => {
  const result = await instantiate(...input);
  const { exports } = result.instance ?? result;
  memories.push(...Object.values(exports).filter((value) => value instanceof WebAssembly.Memory));
  return result;
};
const { names, withTrainer } = await import('../lib/support.mjs');

parentPort.on('message', async (count) => {
  const start = process.cpuUsage(); // to which others on the machine add nothing
  for (let i = 0; i < count; i++) {
    await withTrainer({ data: names, engine: workerData.engine, config: { nEmbd: 32 }, seed: i }, (trainer) => {
      trainer.train(2);
      trainer.sample({ count: 2 });
      trainer.load(trainer.save());
    });
  }
  const { user, system } = process.cpuUsage(start);
  const bytes = memories.reduce((total, memory) => total + memory.buffer.byteLength, 0);
  parentPort.postMessage({ milliseconds: (user + system) / 1000, bytes });
});
