import { deflateSync, crc32 } from 'node:zlib';
import { expect } from '@playwright/test';
import type { Visitor } from './visitor';

export type Color = [number, number, number];
export const RED: Color = [200, 30, 30];
export const GREEN: Color = [30, 160, 60];
export const BLUE: Color = [30, 60, 200];

/** A file for a file input. */
export interface File {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** A PNG with stripes of these colours, from left to right. */
export function stripes(width: number, height: number, colors: Color[]): File {
  const row = Buffer.alloc(1 + width * 3);
  for (let x = 0; x < width; x++) row.set(colors[Math.floor((x * colors.length) / width)]!, 1 + x * 3);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const buffer = Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
  return { name: 'stripes.png', mimeType: 'image/png', buffer };
}

function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** Chooses a file; with JavaScript, waits for the dialog. */
export async function choose(visitor: Visitor, file: File): Promise<void> {
  await visitor.field('Change picture').setInputFiles(file);
  if (visitor.javaScript) await visitor.page.getByRole('dialog').waitFor();
}

/** Saves the chosen file, and waits until it is shown. */
export async function save(visitor: Visitor): Promise<void> {
  const image = visitor.menu.locator('img');
  const before = (await image.count()) === 0 ? '' : (await image.getAttribute('src'))!;
  await visitor.button('Save picture').click();
  await visitor.seesToast('Picture saved.');
  await expect(image).not.toHaveAttribute('src', before);
}

export async function savePicture(visitor: Visitor, file: File): Promise<void> {
  await choose(visitor, file);
  await save(visitor);
}

/** The address of the picture in the header, once it is loaded. */
export async function picture(visitor: Visitor): Promise<string> {
  const image = visitor.menu.locator('img');
  await expect(image).toHaveJSProperty('naturalWidth', 64);
  return (await image.getAttribute('src'))!;
}
