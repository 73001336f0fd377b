/** `npm start`: runs the whole service on this server until Ctrl-C. */
import { loadDotEnv } from './config.ts';
import { AppError } from './errors.ts';
import { startService, type Service } from './service.ts';

loadDotEnv();
let service: Service | undefined;
let ending = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (ending) return;
    ending = true;
    console.log('\nĐang dừng… / Stopping…');
    void Promise.resolve(service?.stop()).then(() => process.exit(0));
  });

try {
  const started = performance.now();
  service = await startService();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`\nChuyên Cần: ${service.url}   (${seconds} s)`);
  if (service.setupToken !== null)
    console.log(
      `Tạo tài khoản quản trị đầu tiên (dùng một lần) / First administrator (one-time link):\n  ${service.url}/setup?token=${service.setupToken}`,
    );
} catch (error) {
  console.error(error instanceof AppError ? error.message : error);
  process.exit(1);
}
