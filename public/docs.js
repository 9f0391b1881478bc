// Starts the viewer of `/docs`. Without this script, or if a file cannot be loaded, the list of operations stays.

const viewer = document.getElementById('docs-viewer');

/** The parts of Swagger UI that the page needs. Its own layout has a second title and a second `<main>`. */
const plugin = ({ React }) => ({
  components: {
    OperationsLayout: ({ getComponent }) => {
      const part = (name) => React.createElement(getComponent(name, true), { key: name });
      return React.createElement('div', { className: 'swagger-ui' }, ['errors', 'AuthorizeBtnContainer', 'operations'].map(part));
    },
    // Not a link, because it is inside the button that opens the operation. Opening it changes the address all the same.
    DeepLink: ({ text }) => React.createElement('span', null, text),
  },
});

async function start() {
  const response = await fetch(viewer.dataset.document, { credentials: 'omit' });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const spec = await response.json();
  window.SwaggerUIBundle({
    domNode: viewer,
    spec,
    layout: 'OperationsLayout',
    plugins: [plugin],
    deepLinking: true,
    tryItOutEnabled: true,
    // The token is kept only in memory.
    persistAuthorization: false,
    validatorUrl: null,
    // The colours of its themes do not follow the theme of the page.
    syntaxHighlight: { activated: false },
    // `withCredentials: false` would send cookies to the same origin.
    requestInterceptor: (request) => Object.assign(request, { credentials: 'omit' }),
  });
}

start().catch((error) => {
  console.error(error);
  const note = document.getElementById('docs-status');
  note.textContent = 'Operations cannot be tried here, because a file could not be loaded. Reload the page to try again.';
});
