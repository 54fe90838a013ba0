import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const backend = process.env.OBLIK_BACKEND ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { host: '127.0.0.1', proxy: { '/api': backend } },
  build: {
    target: 'es2022',
    manifest: true, // the budget script reads from it what the first view loads
    assetsInlineLimit: 0, // the content policy allows fonts from 'self' only, not from data:
    chunkSizeWarningLimit: 700,
  },
});
