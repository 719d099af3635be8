// The public names of @plainbox/cli: what a configuration file needs.

export { defineConfig } from './config/define-config.js';
export type { PlainboxConfig } from './config/settings.js';
