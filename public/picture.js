// The profile picture on the account page: choose or drop a file, position it in a frame, crop it to a square and upload
// it. Without this script the page's plain form uploads the file unchanged.

/** The side of the uploaded square in pixels. */
const SIDE = 512;
const MAX_ZOOM = 4;

/** The part of a picture that is visible in the frame. */
class View {
  constructor(picture) {
    this.picture = picture;
    this.zoom = 1;
    this.x = picture.width / 2;
    this.y = picture.height / 2;
  }

  /** The side of the visible part, in pixels of the picture. */
  get side() {
    return Math.min(this.picture.width, this.picture.height) / this.zoom;
  }

  /** Moves by fractions of the frame, up to the picture's edge. */
  move(right, down) {
    const within = (at, length) => Math.min(Math.max(at, this.side / 2), length - this.side / 2);
    this.x = within(this.x + right * this.side, this.picture.width);
    this.y = within(this.y + down * this.side, this.picture.height);
  }

  zoomTo(zoom) {
    this.zoom = Math.min(Math.max(zoom, 1), MAX_ZOOM);
    this.move(0, 0);
  }

  drawOn(canvas) {
    const [left, top] = [this.x - this.side / 2, this.y - this.side / 2];
    const context = canvas.getContext('2d');
    context.imageSmoothingQuality = 'high';
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(this.picture, left, top, this.side, this.side, 0, 0, canvas.width, canvas.height);
    return context;
  }
}

/** Darkens the area outside the arch in which pictures are shown. Its width is 7/8 of its height. */
function shade(context, side) {
  const [left, width, foot] = [side / 16, (side * 7) / 8, side * 0.14];
  context.beginPath();
  context.rect(0, 0, side, side);
  context.roundRect(left, 0, width, side, [width / 2, width / 2, foot, foot]);
  context.fillStyle = 'rgb(0 0 0 / 0.5)';
  context.fill('evenodd');
}

/** The dialog. The page has its words, as attributes of the editor with the names that are given here. */
const FRAME = `
  <form method="dialog" class="crop">
    <h2 id="crop-title" data-words="position"></h2>
    <canvas width="${SIDE}" height="${SIDE}" tabindex="0" role="img" aria-describedby="crop-help"></canvas>
    <label><span data-words="zoom"></span> <input type="range" min="1" max="${MAX_ZOOM}" step="0.01" value="1"></label>
    <p class="hint" id="crop-help" data-words="help"></p>
    <div class="crop-foot">
      <button class="btn btn-secondary" type="button" data-words="cancel"></button>
      <button class="btn btn-primary" value="save" data-words="save"></button>
    </div>
  </form>`;

/** Opens a dialog to position the picture; resolves to the cropped square, or to null if cancelled. */
function openEditor(picture, kind, editor) {
  const view = new View(picture);
  const dialog = document.createElement('dialog');
  dialog.className = 'dialog';
  dialog.setAttribute('aria-labelledby', 'crop-title');
  dialog.innerHTML = FRAME;
  const [canvas, zoom] = [dialog.querySelector('canvas'), dialog.querySelector('input')];
  for (const part of dialog.querySelectorAll('[data-words]')) part.textContent = editor.dataset[part.dataset.words];
  canvas.setAttribute('aria-label', editor.dataset.preview);
  const draw = () => shade(view.drawOn(canvas), SIDE);
  const change = (act) => {
    act();
    zoom.value = view.zoom;
    draw();
  };
  listen(canvas, view, change);
  zoom.addEventListener('input', () => change(() => view.zoomTo(Number(zoom.value))));
  editor.addEventListener('leave', () => dialog.close());
  dialog.querySelector('button').addEventListener('click', () => dialog.close());
  document.body.append(dialog);
  draw();
  dialog.showModal();
  canvas.focus();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      if (dialog.returnValue !== 'save') return resolve(null);
      view.drawOn(canvas);
      // PNG keeps transparency; JPEG keeps photographs small.
      canvas.toBlob(resolve, kind === 'image/jpeg' ? kind : 'image/png', 0.92);
    });
  });
}

/** One pointer drags; two pointers or the wheel zoom; keys do both. */
function listen(canvas, view, change) {
  const pointers = new Map();
  const distance = () => {
    const [one, other] = [...pointers.values()];
    return Math.hypot(one.x - other.x, one.y - other.y);
  };
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  canvas.addEventListener('pointermove', (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const apart = pointers.size === 2 && distance();
    const after = { x: event.clientX, y: event.clientY };
    pointers.set(event.pointerId, after);
    const frame = canvas.clientWidth * pointers.size;
    change(() => {
      view.move((before.x - after.x) / frame, (before.y - after.y) / frame);
      if (apart) view.zoomTo((view.zoom * distance()) / apart);
    });
  });
  for (const end of ['pointerup', 'pointercancel']) canvas.addEventListener(end, (event) => pointers.delete(event.pointerId));
  canvas.addEventListener('wheel', (event) => {
    event.preventDefault();
    change(() => view.zoomTo(view.zoom * Math.exp(-event.deltaY / 500)));
  });
  const keys = {
    ArrowLeft: () => view.move(0.05, 0),
    ArrowRight: () => view.move(-0.05, 0),
    ArrowUp: () => view.move(0, 0.05),
    ArrowDown: () => view.move(0, -0.05),
    '+': () => view.zoomTo(view.zoom * 1.1),
    '-': () => view.zoomTo(view.zoom / 1.1),
  };
  canvas.addEventListener('keydown', (event) => {
    if (!Object.hasOwn(keys, event.key) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    change(keys[event.key]);
  });
}

/** Handles chosen and dropped files, and passes the server's response to the page. */
export function enliven(editor) {
  const area = editor.closest('.picture');
  const input = editor.querySelector('input');

  const send = async (action, body) => {
    editor.inert = true;
    const request = { method: 'POST', body, headers: { accept: 'application/json' } };
    const responseText = await fetch(action, request).then((response) => response.text()).catch(() => '');
    if (!editor.isConnected) return;
    editor.inert = false;
    input.focus();
    editor.dataset.answer = responseText;
    // The page cancels the event to confirm that it has handled the response.
    const isHandled = !editor.dispatchEvent(new Event('input', { bubbles: true, cancelable: true }));
    delete editor.dataset.answer;
    // A page that is not hydrated has no listener.
    if (!isHandled) location.reload();
  };

  const take = async (file) => {
    if (!file) return;
    // A file that this browser cannot decode is uploaded as it is: the server can decode it, or rejects it.
    const picture = await createImageBitmap(file).catch(() => null);
    const square = picture ? await openEditor(picture, file.type, editor) : file;
    picture?.close();
    // Otherwise choosing the same file again would not dispatch `change`.
    input.value = '';
    if (!square || !editor.isConnected) return;
    const form = new FormData();
    form.append('picture', square);
    await send('/actions/picture', form);
  };

  input.addEventListener('change', () => take(input.files[0]));
  input.form.addEventListener('submit', (event) => {
    event.preventDefault();
    const action = event.submitter?.getAttribute('formaction');
    if (action) send(action);
    else take(input.files[0]);
  });
  area.addEventListener('dragover', (event) => {
    event.preventDefault();
    area.dataset.over = '';
  });
  area.addEventListener('dragleave', () => delete area.dataset.over);
  area.addEventListener('drop', (event) => {
    event.preventDefault();
    delete area.dataset.over;
    take(event.dataTransfer.files[0]);
  });
  editor.querySelector('label').className = 'btn btn-secondary';
  editor.dataset.live = '';
  // A file may have been chosen before this script was loaded.
  take(input.files[0]);
}
