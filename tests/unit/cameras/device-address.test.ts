import { describe, expect, it } from 'vitest';
import {
  deviceServiceUrl,
  maskCredentials,
  reachableStreamUri,
  reachableUrl,
  socketHost,
} from '../../../src/cameras/device-address.ts';
import { playlist } from '../../../src/cameras/receive-stream.ts';
import { nextTransport } from '../../../src/cameras/stream-transport.ts';
import type { StreamTransport } from '../../../src/cameras/types.ts';

describe('deviceServiceUrl', () => {
  it.each([
    ['192.168.1.64', 'http://192.168.1.64/onvif/device_service'],
    [' camera-1.local:2020 ', 'http://camera-1.local:2020/onvif/device_service'],
    ['http://10.0.0.5', 'http://10.0.0.5/onvif/device_service'],
    ['https://10.0.0.5:8443/onvif/other', 'https://10.0.0.5:8443/onvif/other'],
    ['fe80::1', 'http://[fe80::1]/onvif/device_service'],
    ['[::1]:8080', 'http://[::1]:8080/onvif/device_service'],
    ['http://10.0.0.5/?service=device#top', 'http://10.0.0.5/?service=device'],
  ])('%s', (address, expected) => {
    expect(deviceServiceUrl(address).href).toBe(expected);
  });

  it.each([
    '',
    '   ',
    'two words',
    'rtsp://10.0.0.5/',
    'http://',
    'http://u:p@10.0.0.5/',
    'host:port',
    '10.0.0.5:99999',
    '<x>',
  ])('refuses %j', (address) => {
    expect(() => deviceServiceUrl(address)).toThrow(
      expect.objectContaining({ code: 'camera_address_invalid' }),
    );
  });

  it('gives sockets an IPv6 host without brackets', () => {
    expect(socketHost(deviceServiceUrl('[::1]:8080'))).toBe('::1');
  });
});

describe('reachableUrl', () => {
  const device = new URL('http://192.168.1.10:8080/onvif/device_service');
  it.each([
    ['http://192.168.1.10/onvif/event-0_2020', 'http://192.168.1.10/onvif/event-0_2020'],
    ['http://10.99.0.1/onvif/events?id=7', 'http://192.168.1.10:8080/onvif/events?id=7'],
    ['http://0.0.0.0:80/x', 'http://192.168.1.10:8080/x'],
    ['/onvif/relative', 'http://192.168.1.10:8080/onvif/relative'],
    ['http://192.168.1.10:8080/a http://[fe80::1]/b', 'http://192.168.1.10:8080/a'],
  ])('%s', (named, expected) => {
    expect(reachableUrl(named, device)?.href).toBe(expected);
  });

  it('has none when the device names none', () => {
    expect(reachableUrl('', device)).toBeNull();
    expect(reachableUrl(undefined, device)).toBeNull();
  });

  it('takes credentials and useless hosts out of stream addresses', () => {
    expect(reachableStreamUri('rtsp://admin:secret@10.0.0.7:554/s?x=1&y=2', device)).toBe(
      'rtsp://10.0.0.7:554/s?x=1&y=2',
    );
    expect(reachableStreamUri('rtsp://0.0.0.0:554/s', device)).toBe('rtsp://192.168.1.10:554/s');
    expect(reachableStreamUri('not a url', device)).toBeNull();
  });
});

describe('credentials', () => {
  it('are masked in URLs and wherever the password itself appears', () => {
    const text = "Impossible to open 'rtsp://admin:mật%20khẩu@10.0.0.5/main' with mật khẩu";
    const masked = maskCredentials(text, ['mật khẩu']);
    expect(masked).toBe("Impossible to open 'rtsp://***@10.0.0.5/main' with ***");
  });

  it('reach ffmpeg inside the playlist only, percent-encoded', () => {
    const login = { username: 'quản trị', password: "a'b:c@d/e\nf" };
    const text = playlist({ uri: "rtsp://old:login@10.0.0.5:554/a'b", ...login }, 'tcp');
    expect(text).toContain(
      "file 'rtsp://qu%E1%BA%A3n%20tr%E1%BB%8B:a%27b%3Ac%40d%2Fe%0Af@10.0.0.5:554/a%27b'\noption rtsp_transport tcp\n",
    );
    expect(text).not.toContain('login');
  });

  it.each(['file:///etc/passwd', 'http://10.0.0.5/x', 'rtsp:///nohost', 'concat:a|b', ''])(
    'open nothing but RTSP, not %j',
    (uri) => {
      expect(() => playlist({ uri, username: '', password: '' }, 'tcp')).toThrow(
        expect.objectContaining({ code: 'camera_no_stream' }),
      );
    },
  );
});

describe('nextTransport', () => {
  it.each<[StreamTransport, string, boolean, StreamTransport]>([
    ['tcp', 'no picture after connecting', false, 'udp'],
    ['udp', 'method SETUP failed: 461 Unsupported transport', false, 'http'],
    ['http', 'Invalid data found when processing input', false, 'tcp'],
    ['tcp', 'Connection refused', false, 'tcp'],
    ['tcp', 'method DESCRIBE failed: 401 Unauthorized', false, 'tcp'],
    ['udp', 'no picture for 6 s', true, 'udp'],
  ])('after %s failed with %j (pictures before: %s) tries %s', (present, cause, received, next) => {
    expect(nextTransport(present, { cause, received })).toBe(next);
  });
});
