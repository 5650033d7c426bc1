// Element-wise multiplication and the matrix product on the GPU, with the inputs and checksums of src/experiments.
// Either the data stays on the GPU from pass to pass, or each pass brings it there and the result back.
import type { ExperimentNote, ExperimentTotals } from '../../common/lanes.ts';
import { median } from '../../measure/statistics.ts';
import { fillIntegers, varied, type Loop } from '../loop.ts';
import { openGpu, type Gpu } from './device.ts';
import kernels from './kernels.wgsl?raw';

/** As many passes are under way at most before their checksums are fetched. */
const passesInFlight = 512;
const threadsPerGroup = 256;
const mostGroups = 65535;
const tile = 16;

interface Problem {
  entry: 'multiply' | 'matmul';
  /** Elements of each of the three arrays. */
  length: number;
  a: Float32Array<ArrayBuffer>;
  b: Float32Array<ArrayBuffer>;
  constants: Record<string, number>;
  groups: [number, number];
  flops: number;
}

function multiplyProblem(size: number): Problem {
  return {
    entry: 'multiply',
    length: size,
    constants: {},
    flops: size,
    a: fillIntegers(new Float32Array(size), 7),
    b: fillIntegers(new Float32Array(size), 5),
    groups: [Math.min(mostGroups, Math.ceil(size / threadsPerGroup)), 1],
  };
}

function matmulProblem(size: number): Problem {
  const [length, tiles] = [size * size, Math.ceil(size / tile)];
  return {
    entry: 'matmul',
    length,
    constants: { n: size },
    flops: 2 * size ** 3,
    a: fillIntegers(new Float32Array(length), 5),
    b: fillIntegers(new Float32Array(length), 7),
    groups: [tiles, tiles],
  };
}

/** The arrays on the GPU and what is needed to start the kernel on them. */
class Kernel {
  readonly a: GPUBuffer;
  readonly b: GPUBuffer;
  readonly c: GPUBuffer;
  readonly back: GPUBuffer;
  private readonly bindings: GPUBindGroup;

  constructor(
    readonly device: GPUDevice,
    readonly problem: Problem,
    private readonly pipeline: GPUComputePipeline,
  ) {
    const { COPY_DST, COPY_SRC, MAP_READ, STORAGE } = GPUBufferUsage;
    const size = 4 * problem.length;
    this.a = device.createBuffer({ size, usage: STORAGE | COPY_DST });
    this.b = device.createBuffer({ size, usage: STORAGE | COPY_DST });
    this.c = device.createBuffer({ size, usage: STORAGE | COPY_SRC });
    this.back = device.createBuffer({ size: Math.max(size, 8 * passesInFlight), usage: MAP_READ | COPY_DST });
    const entries = [this.a, this.b, this.c].map((buffer, binding) => ({ binding, resource: { buffer } }));
    this.bindings = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
    this.upload(this.a, problem.a);
    this.upload(this.b, problem.b);
  }

  upload(buffer: GPUBuffer, values: Float32Array<ArrayBuffer>): void {
    this.device.queue.writeBuffer(buffer, 0, values);
  }

  /** Starts the kernel, and whatever `more` adds. */
  submit(more?: (encoder: GPUCommandEncoder) => void): void {
    const encoder = this.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(this.pipeline);
    pass.setBindGroup(0, this.bindings);
    pass.dispatchWorkgroups(...this.problem.groups);
    pass.end();
    more?.(encoder);
    this.device.queue.submit([encoder.finish()]);
  }

  /** Fetches the first so many numbers of a buffer. */
  async fetch(from: GPUBuffer, count: number): Promise<Float32Array> {
    const encoder = this.device.createCommandEncoder();
    encoder.copyBufferToBuffer(from, 0, this.back, 0, 4 * count);
    this.device.queue.submit([encoder.finish()]);
    await this.back.mapAsync(GPUMapMode.READ, 0, 4 * count);
    const values = new Float32Array(this.back.getMappedRange(0, 4 * count).slice(0));
    this.back.unmap();
    return values;
  }

  dispose(): void {
    for (const buffer of [this.a, this.b, this.c, this.back]) buffer.destroy();
  }
}

/** @throws Error when there is no GPU, or its memory does not suffice. */
async function kernelFor({ device }: Gpu, problem: Problem): Promise<Kernel> {
  device.pushErrorScope('validation');
  device.pushErrorScope('out-of-memory');
  const layout = 'auto';
  const module = device.createShaderModule({ code: kernels });
  const compute = { module, entryPoint: problem.entry, constants: problem.constants };
  const kernel = new Kernel(device, problem, await device.createComputePipelineAsync({ layout, compute }));
  const error = (await device.popErrorScope()) ?? (await device.popErrorScope());
  if (error) throw new Error(`The GPU refused: ${error.message}`);
  return kernel;
}

function totals({ length, flops }: Problem, repetitions: number, checksum: number): ExperimentTotals {
  return { checksum, items: repetitions * length, bytes: repetitions * 12 * length, flops: repetitions * flops };
}

/** The data stays on the GPU; of each pass two numbers are kept there for the checksum, to be fetched together. */
function staying(kernel: Kernel): Omit<Loop, 'adapter'> {
  const { device, problem, a, c } = kernel;
  const usage = GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
  const kept = device.createBuffer({ size: 8 * passesInFlight, usage });
  const first = new Float32Array(1);
  return {
    async run(repetitions) {
      let checksum = 0;
      for (let begin = 0; begin < repetitions; begin += passesInFlight) {
        const passes = Math.min(passesInFlight, repetitions - begin);
        for (let i = 0; i < passes; ++i) {
          const turn = begin + i;
          first[0] = varied(turn);
          kernel.upload(a, first);
          kernel.submit((encoder) => {
            encoder.copyBufferToBuffer(c, 0, kept, 8 * i, 4);
            encoder.copyBufferToBuffer(c, 4 * (turn % problem.length), kept, 8 * i + 4, 4);
          });
        }
        for (const value of await kernel.fetch(kept, 2 * passes)) checksum += value;
      }
      return totals(problem, repetitions, checksum);
    },
    dispose() {
      kept.destroy();
      kernel.dispose();
    },
  };
}

/** Each pass brings both inputs to the GPU and fetches the result; the three parts are timed one by one. */
function transferring(kernel: Kernel): Omit<Loop, 'adapter'> {
  const { device, problem } = kernel;
  const parts = { upload: [] as number[], compute: [] as number[], download: [] as number[] };
  async function pass(turn: number): Promise<number> {
    problem.a[0] = varied(turn);
    const begin = performance.now();
    kernel.upload(kernel.a, problem.a);
    kernel.upload(kernel.b, problem.b);
    await device.queue.onSubmittedWorkDone();
    const uploaded = performance.now();
    kernel.submit();
    await device.queue.onSubmittedWorkDone();
    const computed = performance.now();
    const values = await kernel.fetch(kernel.c, problem.length);
    parts.upload.push(uploaded - begin);
    parts.compute.push(computed - uploaded);
    parts.download.push(performance.now() - computed);
    return values[0]! + values[turn % problem.length]!;
  }
  return {
    async run(repetitions) {
      let checksum = 0;
      for (let turn = 0; turn < repetitions; ++turn) checksum += await pass(turn);
      return totals(problem, repetitions, checksum);
    },
    notes: (): ExperimentNote[] =>
      Object.entries(parts).map(([part, times]) => ({ name: `milliseconds for the ${part}`, value: median(times) })),
    dispose: () => kernel.dispose(),
  };
}

export async function gpuLoop(name: 'multiply' | 'matmul', transfer: boolean, size: number): Promise<Loop> {
  const gpu = await openGpu();
  const problem = name === 'multiply' ? multiplyProblem(size) : matmulProblem(size);
  const kernel = await kernelFor(gpu, problem);
  return { ...(transfer ? transferring(kernel) : staying(kernel)), adapter: gpu.adapter };
}
