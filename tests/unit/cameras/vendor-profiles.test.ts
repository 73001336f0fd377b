import { describe, expect, it } from 'vitest';
import {
  troublesomeCharacters,
  vendorProfile,
  vendorProfiles,
} from '../../../src/cameras/vendor-profiles.ts';

describe('vendorProfile', () => {
  it.each([
    ['HIKVISION', 'DS-2CD2143', 'hikvision'],
    ['HiLook', null, 'hikvision'],
    ['KBVISION', 'KX-2111', 'dahua'],
    ['Imou', null, 'dahua'],
    [null, 'EZVIZ C6N', 'ezviz'],
    ['TP-Link', 'VIGI C340', 'tapo'],
    ['AXIS', 'P3245', 'axis'],
    ['UNV', 'IPC2122', 'uniview'],
    ['Reolink', 'RLC-810A', 'reolink'],
    ['Nobody', 'X', 'generic'],
    [null, null, 'generic'],
  ])('%s %s is %s', (manufacturer, model, id) => {
    expect(vendorProfile(manufacturer, model).id).toBe(id);
  });

  it('knows a stream path for everyone, and no two profiles share a name', () => {
    expect(vendorProfiles.every(({ streamPaths }) => streamPaths.main.startsWith('/'))).toBe(true);
    expect(new Set(vendorProfiles.map(({ id }) => id)).size).toBe(vendorProfiles.length);
  });

  it('points at the characters a vendor mishandles, each once', () => {
    expect(troublesomeCharacters('a:b:c&d', vendorProfile('Dahua'))).toEqual([':', '&']);
    expect(troublesomeCharacters('a:b:c&d', vendorProfile('Axis'))).toEqual([]);
  });
});
