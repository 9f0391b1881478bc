// image-index.mjs LAYOUT...: turns OCI image layouts, each a folder with the image for one architecture, into one layout in the first
// folder, with an index of all images. Prints the digest of the index, which depends on the images alone.
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const INDEX = 'application/vnd.oci.image.index.v1+json';

const [target, ...others] = process.argv.slice(2);
if (others.length === 0) {
  console.error('usage: scripts/image-index.mjs LAYOUT LAYOUT...');
  process.exit(2);
}

const blob = (layout, digest) => join(layout, 'blobs', ...digest.split(':'));
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** What an index says about the only image in a layout. */
function describe(layout) {
  const { manifests } = json(join(layout, 'index.json'));
  if (manifests.length !== 1) throw new Error(`${layout} has ${manifests.length} images instead of one`);
  const { mediaType, digest, size } = manifests[0];
  const { os, architecture, variant } = json(blob(layout, json(blob(layout, digest)).config.digest));
  return { mediaType, digest, size, platform: { architecture, os, ...(variant && { variant }) } };
}

const manifests = [target, ...others].map(describe);
const architectures = manifests.map(({ platform }) => platform.architecture);
if (new Set(architectures).size < manifests.length) throw new Error(`two images are for the same architecture: ${architectures}`);
for (const layout of others) cpSync(join(layout, 'blobs'), join(target, 'blobs'), { recursive: true });

const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests }));
const digest = `sha256:${createHash('sha256').update(index).digest('hex')}`;
writeFileSync(blob(target, digest), index);
const entry = { mediaType: INDEX, digest, size: index.length };
writeFileSync(join(target, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [entry] }));
console.log(digest);
