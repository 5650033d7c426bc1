// microGPT in plain JavaScript, trained like the others: the rung between CPython and the compiled value graph.
import type { ModelConfig, TrainerOptions, TrainResult } from '../../common/lanes.ts';
import { PythonRandom } from './python-random.ts';
import { readCorpus } from './corpus.ts';
import { Model } from './model.ts';
import { backward, forget } from './value.ts';

export type PlainOptions = Required<Pick<TrainerOptions, 'data' | 'corpus' | 'seed' | 'steps' | 'learningRate'>> & {
  config: Required<ModelConfig>;
};

const beta1 = 0.85;
const beta2 = 0.99;
const epsilon = 1e-8;

export class JavaScriptTrainer {
  private readonly documents: number[][];
  private readonly model: Model;
  private readonly firstMoments: Float64Array;
  private readonly secondMoments: Float64Array;
  private step = 0;

  constructor(private readonly options: PlainOptions) {
    const { data, corpus, seed, config } = options;
    const { documents, vocabulary } = readCorpus(data, corpus, config.blockSize);
    const random = new PythonRandom(seed);
    random.shuffle(documents);
    this.documents = documents;
    this.model = new Model(config, vocabulary, random);
    this.firstMoments = new Float64Array(this.model.parameters.length);
    this.secondMoments = new Float64Array(this.model.parameters.length);
  }

  /** Takes `n` training steps. @throws Error when a loss is no longer a finite number. */
  train(n: number): TrainResult {
    const start = performance.now();
    const losses = new Float64Array(n);
    for (let i = 0; i < n; ++i) losses[i] = this.trainStep();
    return { losses, milliseconds: performance.now() - start };
  }

  /** The garbage collector frees everything; nothing needs to be done. */
  dispose(): void {}

  private trainStep(): number {
    const { batch } = this.options.config;
    let total = 0;
    for (let k = 0; k < batch; ++k) {
      const loss = this.model.loss(this.documents[(this.step * batch + k) % this.documents.length]!);
      if (!Number.isFinite(loss.data)) {
        forget();
        throw new Error(
          `The loss is no longer a finite number at step ${this.step + 1}; a smaller learning rate may help.`,
        );
      }
      backward(loss, 1 / batch);
      total += loss.data;
    }
    this.adam();
    this.step += 1;
    return total / batch;
  }

  private adam(): void {
    const { learningRate, steps } = this.options;
    const { firstMoments, secondMoments } = this;
    // Past the planned steps it goes on at the last rate above 0.
    const rate = (learningRate * Math.max(steps - this.step, 1)) / Math.max(steps, 1);
    const correction1 = 1 - beta1 ** (this.step + 1);
    const correction2 = 1 - beta2 ** (this.step + 1);
    const { parameters } = this.model;
    for (let i = 0; i < parameters.length; ++i) {
      const parameter = parameters[i]!;
      const { grad } = parameter;
      const first = beta1 * firstMoments[i]! + (1 - beta1) * grad;
      const second = beta2 * secondMoments[i]! + (1 - beta2) * grad * grad;
      firstMoments[i] = first;
      secondMoments[i] = second;
      parameter.data -= (rate * (first / correction1)) / (Math.sqrt(second / correction2) + epsilon);
      parameter.grad = 0;
    }
  }
}
