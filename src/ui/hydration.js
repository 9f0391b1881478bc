((folder, language, hasMessage, isSignedIn) => {
  // Pages work without the program: it is loaded when somebody begins to use one (first_use.js), or at once.
  const used = Promise.resolve(window.firstUse);
  let pressed = null;
  const press = ({ target }) => {
    // Those of a live part have a script of their own, and a popover is opened by the browser: a second press would close it.
    pressed = target.closest('button[type="button"]:not([popovertarget], live-part button)');
  };
  addEventListener('click', press, true);
  const load = async () => {
    await used;
    const styles = [...document.querySelectorAll(`link[rel="stylesheet"][href^="${folder}/"]`)];
    if (!styles.every((style) => style.sheet)) throw new Error('no stylesheet');
    const get = (name) => fetch(`${folder}/${name}`);
    const read = async (answer) => {
      if (!answer.ok) throw new Error('no texts');
      return answer.text();
    };
    const [texts, wasm] = [`texts/${language}.txt`, 'vestibule.wasm'].map(get);
    const app = await import(`${folder}/vestibule.js`);
    const [answer] = await Promise.all([texts, app.default({ module_or_path: wasm })]);
    // Pages of administrators have texts and a stylesheet of their own, which the program asks for until it has them.
    let more = null;
    const again = (error) => {
      more = null;
      throw error;
    };
    const loadStyle = (href) =>
      new Promise((resolve, reject) => {
        if (styles.some((style) => style.getAttribute('href') === href)) return resolve();
        const style = Object.assign(document.createElement('link'), { rel: 'stylesheet', href, onload: resolve, onerror: reject });
        styles.at(-1).after(style);
      });
    const fetchAll = async () => {
      const style = loadStyle(`${folder}/administration.css`);
      const texts = await read(await get(`texts/${language}.administrators.txt`));
      await style;
      return texts;
    };
    const fetchMore = () => (more ??= fetchAll().catch(again));
    app.speak(language, await read(answer), fetchMore);
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
  const page = used.then(() => import(`${folder}/page.js`)).catch(() => null);
  const hydrate = (app) => {
    removeEventListener('click', press, true);
    app.hydrate();
    // The other way in which loading can end, beside `plain`: the tests wait for it.
    document.documentElement.dataset.hydrated = '';
    // A button that needs the program, and was pressed before it was there.
    if (pressed?.isConnected) pressed.click();
  };
  load().then(hydrate, loadAgain).finally(async () => (await page)?.start(isChanged));
})
