import { BLUE, GREEN, RED, choose, picture, save, savePicture, stripes, type Color } from './support/picture';
import { hold } from './support/hold';
import { test, expect } from './support/test';
import type { Visitor } from './support/visitor';

const PICTURE = stripes(300, 100, [RED, GREEN, BLUE]);

test('a picture is shown on the page and in the header, replaced and removed', { tag: '@both-engines' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  await expect(visitor.menu).toContainText('MH');
  await savePicture(visitor, PICTURE);
  const first = await picture(visitor);
  await expect(visitor.page.locator('.portrait img')).toHaveJSProperty('naturalWidth', 256);
  await visitor.reload();
  expect(await picture(visitor)).toBe(first);

  await savePicture(visitor, stripes(50, 80, [BLUE]));
  expect(await picture(visitor)).not.toBe(first);

  await visitor.button('Remove').click();
  await visitor.seesToast('Picture removed.');
  await expect(visitor.menu.locator('img')).toHaveCount(0);
  await expect(visitor.menu).toContainText('MH');
  await expect(visitor.button('Remove')).toHaveCount(0);
});

test('without JavaScript a picture is cropped in the middle', { tag: '@without-javascript' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  await savePicture(visitor, PICTURE);
  await isColored(visitor, [GREEN, GREEN, GREEN]);
});

test.describe('with JavaScript', { tag: '@with-javascript' }, () => {
  test.beforeEach(async ({ visitor, maren }) => {
    await visitor.enter(maren);
    await visitor.open('/account');
  });

  test('by default a picture is cropped in the middle', async ({ visitor }) => {
    await savePicture(visitor, PICTURE);
    await isColored(visitor, [GREEN, GREEN, GREEN]);
  });

  test('keys move it up to its edges', async ({ visitor }) => {
    await choose(visitor, PICTURE);
    await expect(visitor.page.getByRole('img', { name: 'Picture preview' })).toBeFocused();
    for (let n = 0; n < 14; n++) await visitor.page.keyboard.press('ArrowRight');
    await save(visitor);
    await isColored(visitor, [RED, RED, GREEN]);

    await choose(visitor, PICTURE);
    for (let n = 0; n < 60; n++) await visitor.page.keyboard.press('ArrowLeft');
    await save(visitor);
    await isColored(visitor, [BLUE, BLUE, BLUE]);
  });

  test('it can be dragged', async ({ visitor }) => {
    await choose(visitor, PICTURE);
    const frame = (await visitor.page.getByRole('dialog').locator('canvas').boundingBox())!;
    const [x, y] = [frame.x + frame.width / 2, frame.y + frame.height / 2];
    await visitor.page.mouse.move(x, y);
    await visitor.page.mouse.down();
    await visitor.page.mouse.move(x + frame.width / 4, y);
    await visitor.page.mouse.move(x + frame.width * 0.4, y);
    await visitor.page.mouse.up();
    await save(visitor);
    await isColored(visitor, [RED, GREEN, GREEN]);
  });

  test('the slider and the wheel zoom', async ({ visitor }) => {
    const narrow = stripes(100, 100, [RED, GREEN, GREEN, GREEN, BLUE]);
    await savePicture(visitor, narrow);
    await isColored(visitor, [RED, GREEN, BLUE]);
    await choose(visitor, narrow);
    const zoom = visitor.page.getByRole('slider', { name: 'Zoom' });
    await zoom.fill('2');
    await save(visitor);
    await isColored(visitor, [GREEN, GREEN, GREEN]);

    await choose(visitor, narrow);
    await visitor.page.getByRole('dialog').locator('canvas').hover();
    await visitor.page.mouse.wheel(0, -400);
    await expect(zoom).not.toHaveValue('1');
    await visitor.page.mouse.wheel(0, 4000);
    await expect(zoom).toHaveValue('1');
  });

  test('it can be dropped on the page, and cancelled', async ({ visitor }) => {
    const drop = async () => {
      const bytes = [...PICTURE.buffer];
      await visitor.page.locator('#picture-editor').evaluate((editor, bytes) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([new Uint8Array(bytes)], 'stripes.png', { type: 'image/png' }));
        for (const name of ['dragover', 'drop']) {
          editor.dispatchEvent(new DragEvent(name, { dataTransfer, bubbles: true, cancelable: true }));
        }
      }, bytes);
      await visitor.page.getByRole('dialog').waitFor();
    };
    for (const leave of [() => visitor.page.keyboard.press('Escape'), () => visitor.button('Cancel').click()]) {
      await drop();
      await leave();
      await expect(visitor.page.getByRole('dialog')).toHaveCount(0);
    }
    await expect(visitor.menu.locator('img')).toHaveCount(0);
    await drop();
    await visitor.button('Save picture').click();
    await picture(visitor);
  });

  test('the dialog closes when the user leaves the page', async ({ visitor }) => {
    await visitor.link('Vestibule').click();
    await visitor.page.goBack();
    await visitor.isAt('/account', 'Your account');
    await choose(visitor, PICTURE);
    await visitor.page.evaluate(() => history.forward());
    await expect(visitor.page.getByRole('dialog')).toHaveCount(0);
  });
});

test('a file chosen before the script is loaded is used', { tag: '@with-javascript' }, async ({ visitor, maren }) => {
  const wake = await hold(visitor.page, '**/picture.js');
  await visitor.enter(maren);
  await visitor.open('/account');
  await visitor.field('Change picture').setInputFiles(PICTURE);
  wake();
  await visitor.page.getByRole('dialog').waitFor();
  await save(visitor);
});

test('a file that is no picture is rejected with a message', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  const svg = { name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') };
  await refused(visitor, svg, 415);
  await expect(visitor.alert).toHaveText('Send a JPEG, PNG or WebP picture.');
});

test('a file that is too large is rejected with a message', { tag: '@nightly-without-javascript' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  await refused(visitor, { name: 'x.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(11_000_000, 0xff) }, 413);
  await expect(visitor.alert).toContainText('Send one of at most 5 MiB.');
});

test('saving without a file shows an error', { tag: '@without-javascript' }, async ({ visitor, maren }) => {
  await visitor.enter(maren);
  await visitor.open('/account');
  await visitor.button('Save picture').click();
  await expect(visitor.alert).toHaveText('Choose a picture first.');
});

/** Uploads a file that browsers cannot decode and the server rejects. */
async function refused(visitor: Visitor, file: Parameters<typeof choose>[1], status: number): Promise<void> {
  if (visitor.javaScript) visitor.guard.expect('/actions/picture', status);
  await visitor.field('Change picture').setInputFiles(file);
  if (!visitor.javaScript) await visitor.button('Save picture').click();
}

/** Checks the colours at the left, in the middle and at the right. */
async function isColored(visitor: Visitor, expected: Color[]): Promise<void> {
  const url = (await picture(visitor)).replace(/64$/, '256');
  const bytes = [...Buffer.from(await (await visitor.page.request.get(url)).body())];
  const helper = await visitor.context.browser()!.newPage();
  const colors = await helper.evaluate(async (bytes) => {
    const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    return [20, 128, 236].map((x) => [...context.getImageData(x, 128, 1, 1).data]);
  }, bytes);
  await helper.close();
  for (const [place, color] of expected.entries()) {
    for (const [part, value] of color.entries()) expect(Math.abs(colors[place]![part]! - value), `${colors}`).toBeLessThan(24);
  }
}
