// SPDX-FileCopyrightText: 2026 The Ambrotype authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The same job by sharp, libvips behind Node. Usage: peer_sharp.js JOBS OUT LONG_EDGE PHOTO..
const path = require('path');
const sharp = require('sharp');

const [jobs, out, edge, ...photos] = process.argv.slice(2);
let next = 0;

function edit(source, target) {
  let image = sharp(source, { sequentialRead: true }).rotate();
  if (Number(edge) > 0)
    image = image.resize(Number(edge), Number(edge), { fit: 'inside' });
  return image.linear(1.2, 0).modulate({ saturation: 1.15 }).sharpen({ sigma: 1 }).keepMetadata()
    .jpeg({ quality: 90 }).toFile(target);
}

async function lane() {
  while (next < photos.length) {
    const index = next++;
    await edit(photos[index], path.join(out, `${index}.jpg`));
  }
}

sharp.cache(false);
Promise.all(Array.from({ length: Number(jobs) }, lane));
