/** Where the window's page lives: a scheme of its own, so that the page has no file access and no other origin is it. */
export const appScheme = 'app';
export const appHost = 'pinspect';
export const appOrigin = `${appScheme}://${appHost}`;
export const appPage = `${appOrigin}/index.html`;
