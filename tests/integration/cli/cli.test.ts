import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runningOwnDatabase } from '../../../src/cli/open-database.ts';
import { runCli } from '../../../src/cli/run.ts';
import { accountWithPassword } from '../../../src/store/accounts.ts';
import { findApiToken } from '../../../src/store/tokens.ts';
import { motionEvent } from '../../virtual-camera/notifications.ts';
import { startVirtualCamera } from '../../virtual-camera/virtual-camera.ts';
import { scratchServer } from '../scratch.ts';

let scratch: Awaited<ReturnType<typeof scratchServer>>;
beforeAll(async () => {
  scratch = await scratchServer();
});
afterAll(() => scratch.close());

/** Runs a command as a terminal does; without DATABASE_URL it must find the database that runs in the data folder. */
async function cli(line: string, input = '') {
  const [printed, said]: [string[], string[]] = [[], []];
  const env = { CC_DATA_DIR: scratch.folder };
  const code = await runCli(line.split(' '), env, {
    print: (text) => printed.push(text),
    say: (text) => said.push(text),
    readLine: async () => input,
  });
  return { code, printed, said: said.join('\n') };
}

describe('the command line', () => {
  it('finds the database of the running service', () => {
    expect(runningOwnDatabase(scratch.folder)).toBe(scratch.postgres.url);
  });

  it('makes, lists and revokes API tokens; only the token is on standard output', async () => {
    const { prisma } = scratch.context.database;
    const made = await cli('token create --name sao-lưu --role officer');
    expect([made.code, made.printed.length]).toEqual([0, 1]);
    const row = await findApiToken(prisma, made.printed[0] ?? '');
    expect(row).toMatchObject({ name: 'sao-lưu', role: 'officer', createdBy: 'cli' });
    expect((await cli('token list')).printed.join()).toContain('sao-lưu');
    expect((await cli(`token revoke ${row?.id}`)).code).toBe(0);
    expect(await findApiToken(prisma, made.printed[0] ?? '')).toBeNull();
    expect(await cli(`token revoke ${row?.id}`)).toMatchObject({
      code: 1,
      said: expect.stringContaining('no token') as string,
    });
    expect(await prisma.auditEntry.count({ where: { actor: 'cli' } })).toBe(2);
  });

  it('gives a one-time link until there is an account', async () => {
    const link = await cli('setup-link');
    expect([link.code, link.printed[0]?.length]).toEqual([0, 43]);
  });

  it('makes an account with a random password, and resets it to a given one', async () => {
    const { prisma } = scratch.context.database;
    const made = await cli('account create --username An --display-name An --role administrator');
    expect(made.code).toBe(0);
    expect(await accountWithPassword(prisma, 'an', made.printed[0] ?? '')).toMatchObject({
      role: 'administrator',
    });
    const reset = await cli('account password --username an --password-stdin', 'mật khẩu mới 1');
    expect([reset.code, reset.printed]).toEqual([0, []]);
    expect(await accountWithPassword(prisma, 'an', 'mật khẩu mới 1')).not.toBeNull();
    expect((await cli('account list')).printed).toEqual(['an\tAn\tadministrator\t']);
    expect((await cli('setup-link')).code).toBe(1);
  });

  it('tells the step at which a camera fails', async () => {
    const { code, printed } = await cli('camera test 127.0.0.1:9', 'secret');
    expect([code, printed.length]).toEqual([1, 11]);
    expect(printed[0]).toMatch(/^FAILED {2}Address +127\.0\.0\.1:9 cannot be reached.* → ./);
    expect(printed.slice(1).every((line) => line.startsWith('-  '))).toBe(true);
  });

  it('tries a camera as the page does, and says who must walk past', async () => {
    const camera = await startVirtualCamera({ password: 'mật khẩu' });
    const walking = setInterval(() => void camera.raise(motionEvent(true)), 500);
    try {
      const line = `camera test ${camera.addresses.onvif} --walk-past 20 --lang vi`;
      const { code, printed, said } = await cli(line, 'mật khẩu');
      expect(said).toContain('Mời đi ngang qua');
      const [faces, walkPast, ...others] = printed.toReversed();
      expect(others.filter((it) => !it.startsWith('ok '))).toEqual([]);
      // An event without anybody: that is said, too.
      expect(faces).toMatch(/^- +Khuôn mặt, ánh sáng +Chưa thấy khuôn mặt nào/);
      expect(walkPast).toMatch(/^ok +Đi ngang qua +RuleEngine/);
      expect([code, printed.length]).toEqual([0, 11]);
      expect(printed.join(said)).not.toContain('mật khẩu');
    } finally {
      clearInterval(walking);
      await camera.close();
    }
  });

  it.each([
    ['token create', '--name'],
    ['token create --name x --role king', '--role'],
    ['token create --name x --colour red', '--colour'],
    ['token list everything', 'everything'],
    ['token revoke 7', 'argument'],
    ['account create --username An --display-name A --role viewer --password-stdin', '10 to 200 characters'],
    ['make coffee', 'Usage'],
  ])('explains what is wrong with `%s`', async (line, reason) => {
    const { code, said, printed } = await cli(line, 'short');
    expect([code, printed]).toEqual([2, []]);
    expect(said).toContain(reason);
    expect(said).toContain('npm run cli -- ');
  });

  it('says that a user name is taken, and prints no password for it', async () => {
    const again = await cli('account create --username an --display-name An --role viewer');
    expect([again.code, again.printed]).toEqual([1, []]);
  });
});
