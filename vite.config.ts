import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The dashboard: src/web is built to dist/web, which the HTTP server serves with hashed assets. */
export default defineConfig({
  root: 'src/web',
  base: '/',
  publicDir: false,
  plugins: [react()],
  build: { outDir: '../../dist/web', emptyOutDir: true, assetsInlineLimit: 0, reportCompressedSize: false },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': process.env.CHUYEN_CAN_URL ?? 'http://127.0.0.1:8080' },
  },
});
