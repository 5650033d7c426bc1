// The machine code that the page shows: that the loops are found in what V8 prints, what bounds them, and that what was
// written into the site belongs to the loops that stand there.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { boundOf } from '../../web/instructions/bound.mjs';
import {
  hottestMachineLoop,
  machineLoops,
  printedCode,
  readCode,
  writtenLoop,
} from '../../web/instructions/machine.mjs';
import { root } from './support.mjs';

/** Two functions as V8 writes them. The second: a loop of one product, a loop of four at once, and a rare part. */
const printed = `--- WebAssembly code ---
name: wasm-function[3]
index: 3
kind: wasm function
compiler: TurboFan
Instructions (size = 2)
0x2a3b4c5d6e00     0  55                   push rbp
0x2a3b4c5d6e01     1  c3                   retl

Protected instructions:
 pc offset  land pad
        54        8d
--- End code ---
--- WebAssembly code ---
index: 7
Instructions (size = 64)
0x2a3b4c5d6f00     0  4889e5               REX.W movq rbp,rsp
0x2a3b4c5d6f03     3  c5fa10040f           vmovss xmm0,[rdi+rcx*1]
0x2a3b4c5d6f08     8  c5fa59c0             vmulss xmm0,xmm0,xmm0
0x2a3b4c5d6f0c     c  83c101               addl rcx,0x1
0x2a3b4c5d6f0f     f  75f2                 jnz 0x2a3b4c5d6f03  <+0x3>
0x2a3b4c5d6f11    11  483b23               REX.W cmpq rsp,[rbx]
0x2a3b4c5d6f14    14  0f8616000000         jna 0x2a3b4c5d6f30  <+0x30>
0x2a3b4c5d6f1a    1a  c5fa6f040f           vmovdqu xmm0,[rdi+rcx*1]
0x2a3b4c5d6f1f    1f  c5f859c1             vmulps xmm0,xmm0,xmm1
0x2a3b4c5d6f23    23  c5e858d0             vaddps xmm2,xmm2,xmm0
0x2a3b4c5d6f27    27  3bca                 cmpl rcx,rdx
0x2a3b4c5d6f29    29  7402                 jz 0x2a3b4c5d6f2d  <+0x2d>
0x2a3b4c5d6f2b    2b  90                   nop
0x2a3b4c5d6f2d    2d  75e4                 jnz 0x2a3b4c5d6f11  <+0x11>
0x2a3b4c5d6f2f    2f  c3                   retl
0x2a3b4c5d6f30    30  e8f2c2ffff           call 0x2a3b4c5d0000  (jump table)
0x2a3b4c5d6f35    35  ebe3                 jmp 0x2a3b4c5d6f1a  <+0x1a>

Exception Handler Table (size = 0):
`;

test('functions are read from what V8 prints, without the addresses that differ from run to run', () => {
  const functions = readCode(printed);
  assert.deepEqual([...functions.keys()], [3, 7]);
  assert.deepEqual(
    functions.get(3).map(({ text }) => text),
    ['push rbp', 'retl'],
  );
  const code = functions.get(7);
  assert.equal(code.length, 17);
  assert.deepEqual(code[0], { at: 0, text: 'movq rbp,rsp' });
  assert.deepEqual(code[4], { at: 15, text: 'jnz', target: 3 });
  assert.equal(code[15].text, 'call address (jump table)');
});

test('the loop is the one that does most at once, not what is rare behind the end', () => {
  const code = readCode(printed).get(7);
  assert.deepEqual(
    machineLoops(code).map(({ length }) => length),
    [4, 9],
  );
  const { loop, elements } = hottestMachineLoop(code, ['mul'], 1);
  assert.equal(elements, 4);
  assert.deepEqual(writtenLoop(loop), [
    'cmpq rsp,[rbx]',
    'jna out',
    'vmovdqu xmm0,[rdi+rcx*1]',
    'vmulps xmm0,xmm0,xmm1',
    'vaddps xmm2,xmm2,xmm0',
    'cmpl rcx,rdx',
    'jz +2',
    'nop',
    'jnz begin',
  ]);
  assert.equal(hottestMachineLoop(code, ['mul'], 8), undefined, 'no iteration has eight elements');
  assert.equal(hottestMachineLoop(code, ['sqrt'], 1), undefined);
});

test('what limits a loop is found: units, or the chain of what waits', () => {
  const sum = ['vmovups xmm0,[rdi+rcx*1]', 'vaddps xmm1,xmm1,xmm0', 'addl rcx,0x10', 'jnz begin'];
  assert.deepEqual(boundOf(sum), { by: 'chain', cycles: 4 });
  const twice = [...sum.slice(0, 2), 'vaddps xmm1,xmm1,xmm0', ...sum.slice(2)];
  assert.deepEqual(boundOf(twice), { by: 'chain', cycles: 8 });
  const apart = ['vaddps xmm0,xmm1,[rdi]', 'vaddps xmm2,xmm3,[rdi]', 'vmovups [rsi],xmm0', 'vmovups [rdx],xmm2'];
  assert.deepEqual(boundOf(apart), { by: 'stores', cycles: 2 });
  assert.deepEqual(boundOf(['vmulps xmm0,xmm1,xmm2', 'vmulps xmm3,xmm4,xmm5', 'vmulps xmm6,xmm7,xmm8']), {
    by: 'products',
    cycles: 1.5,
  });
  assert.deepEqual(boundOf(['vsqrtps xmm0,xmm1', 'vdivps xmm2,xmm3,xmm0']), { by: 'divisions', cycles: 8 });
  // fused: the third operand of 231 is added to, so it waits for itself; a register that is set to zero does not
  assert.deepEqual(boundOf(['vfmadd231ps xmm0,xmm1,xmm2']), { by: 'chain', cycles: 4 });
  assert.equal(boundOf(['vxorps xmm0,xmm0,xmm0', 'vaddps xmm0,xmm0,xmm1']).by, 'sums');
});

test('where nothing is printed, there is a reason', () => {
  const { text, reason } = printedCode('/there/is/no/such.wasm');
  assert.equal(text, undefined);
  assert.match(
    reason,
    /^the build('s node [\d.]+ prints no machine code| ran on \w+, and only x86-64 code can be read)$/,
  );
});

test('the site has the machine code of its loops, or says why it has none', async () => {
  const { loops, machine } = JSON.parse(await readFile(resolve(root, 'build/site/lib/instructions.json'), 'utf8'));
  const builds = loops.flatMap(({ builds }) => builds);
  if (machine.reason) {
    assert.ok(builds.every((build) => !build.machine));
    return;
  }
  assert.ok(machine.node && machine.v8 && machine.processor);
  const told = builds.filter((build) => build.machine);
  assert.ok(told.length > 0);
  for (const { id, elements, machine: loop } of told) {
    assert.equal(loop.elements % elements, 0, id);
    assert.match(loop.instructions.at(-1), /^j\S+ begin$/, id);
    assert.ok(loop.bound.cycles >= loop.instructions.length / 6, id);
    assert.ok(!loop.instructions.some((text) => /0x[0-9a-f]{10,13}\b/.test(text)), 'no address of that run');
  }
});
