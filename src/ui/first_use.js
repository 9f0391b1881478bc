((files) => {
  // Waits for the first sign that somebody uses the page. Scripts behind the stylesheet wait for that, so this one is before it.
  const signs = ['pointermove', 'pointerdown', 'touchstart', 'keydown', 'focusin', 'input'];
  const options = { capture: true, passive: true };
  const preload = (href) => {
    const kind = href.endsWith('.js') ? { rel: 'modulepreload' } : { rel: 'preload', as: 'fetch' };
    // Somebody waits for it now. By themselves, browsers give such files different priorities.
    const own = { crossOrigin: 'anonymous', fetchPriority: 'high', href };
    document.head.append(Object.assign(document.createElement('link'), kind, own));
  };
  window.firstUse = new Promise((resolve) => {
    const use = ({ type, movementX, movementY }) => {
      // The browser reports a pointer that was there before the page, without a movement.
      if (type === 'pointermove' && !movementX && !movementY) return;
      for (const sign of signs) removeEventListener(sign, use, options);
      files.forEach(preload);
      resolve();
    };
    for (const sign of signs) addEventListener(sign, use, options);
  });
})
