((folder) => {
  const load = async () => {
    if (!document.querySelector('link[rel="stylesheet"]').sheet) throw new Error('no stylesheet');
    const app = await import(`${folder}/vestibule.js`);
    await app.default({ module_or_path: `${folder}/vestibule.wasm` });
    await app.load(location.pathname);
    return app;
  };
  const loadAnew = () => {
    if (performance.getEntriesByType('navigation')[0]?.type !== 'reload') location.reload();
  };
  load().then((app) => app.hydrate(), loadAnew);
  // A part of a page with a script of its own, without which it is plain HTML.
  class LivePart extends HTMLElement {
    connectedCallback() {
      import(`${folder}/${this.dataset.script}`).then((script) => script.enliven(this), () => {});
    }
    disconnectedCallback() {
      this.dispatchEvent(new Event('leave'));
    }
  }
  customElements.define('live-part', LivePart);
})