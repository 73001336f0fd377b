import { chromium, type Page } from 'playwright-core';
import { firstAdministrator, type Api } from '../../scripts/demo/api.ts';
import { readConfig } from '../../src/config.ts';
import { openContext, type Context } from '../../src/context.ts';
import { startService } from '../../src/service.ts';
import { scratchFolder } from '../integration/scratch.ts';

/** Set by `npm test` on a machine that has no Chromium and may not install it; it says so. */
export const withoutBrowser = process.env['WITHOUT_BROWSER'] === '1';

export type Account = { username: string; password: string; displayName: string };

/** The first administrator of the offices in these tests. */
export const administrator = {
  username: 'thanhtra',
  password: 'Mot-mat-khau-dai-1',
  displayName: 'Thanh tra công vụ',
  officeName: 'Văn phòng mẫu',
};

export type BrowserOffice = {
  url: string;
  databaseUrl: string;
  /** Beside the service, on the same database and data folder. */
  context: Context;
  /** Signed in as {@link administrator}. */
  api: Api;
  /** A laptop's window, not signed in. */
  page: Page;
  close(): Promise<void>;
};

/**
 * The whole service on a database of its own, with its first administrator, and a browser before it.
 *
 * @param settings of the service, besides those of every test.
 */
export async function openBrowserOffice(settings: Record<string, string> = {}): Promise<BrowserOffice> {
  const folder = await scratchFolder();
  const env = { CC_DATA_DIR: folder.path, CC_LOG_LEVEL: 'error', ...settings };
  const [service, browser] = await Promise.all([
    startService({ ...process.env, ...env, CC_HTTP_PORT: '0' }),
    chromium.launch({
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    }),
  ]);
  const context = openContext(readConfig({ ...env, DATABASE_URL: service.databaseUrl }), 'test');
  const api = await firstAdministrator(service.url, service.setupToken ?? '', administrator);
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'vi-VN' });
  page.setDefaultTimeout(20_000);
  return {
    url: service.url,
    databaseUrl: service.databaseUrl,
    context,
    api,
    page,
    close: async () => {
      await browser.close();
      await context.lifecycle.close();
      await service.stop();
      await folder.remove();
    },
  };
}

/** Fills in the form that every page shows to somebody who is not signed in. */
export async function signIn(page: Page, { username, password }: Account): Promise<void> {
  await page.getByTestId('login-username').fill(username);
  await page.getByTestId('login-password').fill(password);
  await page.getByTestId('login-submit').click();
}
