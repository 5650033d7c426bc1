// What runs on the GPU: src/experiments/measured/multiply.h and matmul.h, in WGSL.

@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;

// [show: multiply]
@compute @workgroup_size(256)
fn multiply(@builtin(global_invocation_id) at: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let stride = 256 * groups.x;  // the threads of all groups together
  for (var i = at.x; i < arrayLength(&c); i += stride) {
    c[i] = a[i] * b[i];
  }
}
// [end]

// [show: matmul]
override n: u32;
const tile = 16u;
var<workgroup> left: array<array<f32, tile>, tile>;
var<workgroup> right: array<array<f32, tile>, tile>;

@compute @workgroup_size(tile, tile)
fn matmul(@builtin(global_invocation_id) at: vec3u, @builtin(local_invocation_id) own: vec3u) {
  let row = at.y;
  let column = at.x;
  var sum = 0.0;
  for (var k = 0u; k < n; k += tile) {  // a tile of each factor, fetched by the whole group
    left[own.y][own.x] = 0.0;
    right[own.y][own.x] = 0.0;
    if (row < n && k + own.x < n) { left[own.y][own.x] = a[row * n + k + own.x]; }
    if (k + own.y < n && column < n) { right[own.y][own.x] = b[(k + own.y) * n + column]; }
    workgroupBarrier();
    for (var i = 0u; i < tile; i++) { sum += left[own.y][i] * right[i][own.x]; }
    workgroupBarrier();
  }
  if (row < n && column < n) { c[row * n + column] = sum; }
}
// [end]
