((folder, language, hasMessage, isSignedIn) => {
  const load = async () => {
    if (!document.querySelector('link[rel="stylesheet"]').sheet) throw new Error('no stylesheet');
    const texts = fetch(`${folder}/texts/${language}.txt`);
    const app = await import(`${folder}/vestibule.js`);
    await app.default({ module_or_path: `${folder}/vestibule.wasm` });
    const answer = await texts;
    if (!answer.ok) throw new Error('no texts');
    app.speak(language, await answer.text());
    await app.load(location.pathname, isSignedIn);
    return app;
  };
  // With this attribute the stylesheet shows the controls for pages without JavaScript.
  const stayPlain = () => {
    document.documentElement.dataset.plain = '';
  };
  const isChanged = (field) => {
    if (field.type === 'hidden') return false;
    if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
    if (field.options) {
      const initial = [...field.options].findIndex((option) => option.defaultSelected);
      return field.selectedIndex !== Math.max(0, initial);
    }
    return field.value !== field.defaultValue;
  };
  const isTyped = () => [...document.querySelectorAll('input, select, textarea')].some(isChanged);
  const isReachable = () =>
    fetch(`${folder}/vestibule.css`, { method: 'HEAD', cache: 'no-store' }).then(() => true, () => false);
  const loadAgain = async () => {
    const isReloaded = performance.getEntriesByType('navigation')[0]?.type === 'reload';
    if (isReloaded || hasMessage || isTyped() || !(await isReachable()) || isTyped()) return stayPlain();
    // Typing before the browser leaves the page cancels the reload.
    const keep = () => {
      stop();
      stayPlain();
    };
    addEventListener('input', keep, { once: true, capture: true });
    location.reload();
  };
  const page = import(`${folder}/page.js`).catch(() => null);
  load().then((app) => app.hydrate(), loadAgain).finally(async () => (await page)?.start(isChanged));
})
