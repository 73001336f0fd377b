/** The Device service. */
import type { Device, OperationTable } from './onvif-operation.ts';
import { servicePaths } from './onvif-operation.ts';
import { SoapFault, escapeXml, text } from './soap.ts';

function dateTime(element: string, instant: number): string {
  const d = new Date(instant);
  const time = `<tt:Hour>${d.getUTCHours()}</tt:Hour><tt:Minute>${d.getUTCMinutes()}</tt:Minute><tt:Second>${d.getUTCSeconds()}</tt:Second>`;
  const date = `<tt:Year>${d.getUTCFullYear()}</tt:Year><tt:Month>${d.getUTCMonth() + 1}</tt:Month><tt:Day>${d.getUTCDate()}</tt:Day>`;
  return `<tt:${element}><tt:Time>${time}</tt:Time><tt:Date>${date}</tt:Date></tt:${element}>`;
}

function scopes({ identity }: Device): string[] {
  const base = 'onvif://www.onvif.org';
  return [
    `${base}/type/video_encoder`,
    `${base}/Profile/Streaming`,
    `${base}/hardware/${encodeURIComponent(identity.model)}`,
    `${base}/name/${encodeURIComponent(identity.name)}`,
    `${base}/location/office`,
  ];
}

const serviceList = [
  ['device', 'http://www.onvif.org/ver10/device/wsdl'],
  ['media', 'http://www.onvif.org/ver10/media/wsdl'],
  ['events', 'http://www.onvif.org/ver10/events/wsdl'],
] as const;

function services(device: Device): string {
  return serviceList
    .filter(([service]) => service !== 'events' || device.events)
    .map(
      ([service, namespace]) =>
        `<tds:Service><tds:Namespace>${namespace}</tds:Namespace><tds:XAddr>${device.httpBase()}${servicePaths[service]}</tds:XAddr><tds:Version><tt:Major>2</tt:Major><tt:Minor>60</tt:Minor></tds:Version></tds:Service>`,
    )
    .join('');
}

function capabilities(device: Device, category: string): string {
  const address = (service: 'device' | 'media' | 'events'): string =>
    `<tt:XAddr>${device.httpBase()}${servicePaths[service]}</tt:XAddr>`;
  const parts: Record<string, string> = {
    Device: `<tt:Device>${address('device')}<tt:Network><tt:IPFilter>false</tt:IPFilter></tt:Network><tt:System><tt:DiscoveryResolve>false</tt:DiscoveryResolve><tt:DiscoveryBye>false</tt:DiscoveryBye></tt:System></tt:Device>`,
    Events: device.events
      ? `<tt:Events>${address('events')}<tt:WSSubscriptionPolicySupport>false</tt:WSSubscriptionPolicySupport><tt:WSPullPointSupport>true</tt:WSPullPointSupport><tt:WSPausableSubscriptionManagerInterfaceSupport>false</tt:WSPausableSubscriptionManagerInterfaceSupport></tt:Events>`
      : '',
    Media: `<tt:Media>${address('media')}<tt:StreamingCapabilities><tt:RTPMulticast>false</tt:RTPMulticast><tt:RTP_TCP>true</tt:RTP_TCP><tt:RTP_RTSP_TCP>true</tt:RTP_RTSP_TCP></tt:StreamingCapabilities></tt:Media>`,
  };
  const wanted = category === 'All' ? Object.values(parts) : [parts[category]];
  if (wanted.some((part) => part === undefined || (category !== 'All' && part === ''))) {
    throw new SoapFault('Receiver', ['ter:ActionNotSupported', 'ter:NoSuchService'], 'No such service');
  }
  return `<tds:Capabilities>${wanted.join('')}</tds:Capabilities>`;
}

export const deviceOperations: OperationTable = {
  GetSystemDateAndTime: {
    access: 'anonymous',
    run: ({ device }) =>
      `<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType><tt:DaylightSavings>false</tt:DaylightSavings><tt:TimeZone><tt:TZ>ICT-7</tt:TZ></tt:TimeZone>${dateTime('UTCDateTime', device.clock(Date.now()))}${dateTime('LocalDateTime', device.clock(Date.now()) + 7 * 3_600_000)}</tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>`,
  },
  GetServices: {
    access: 'anonymous',
    run: ({ device }) => `<tds:GetServicesResponse>${services(device)}</tds:GetServicesResponse>`,
  },
  GetCapabilities: {
    access: 'anonymous',
    run: ({ device, body }) =>
      `<tds:GetCapabilitiesResponse>${capabilities(device, text(body, 'Category') ?? 'All')}</tds:GetCapabilitiesResponse>`,
  },
  GetServiceCapabilities: {
    access: 'anonymous',
    run: () =>
      '<tds:GetServiceCapabilitiesResponse><tds:Capabilities><tds:Network IPFilter="false" ZeroConfiguration="false" IPVersion6="false" DynDNS="false"/><tds:Security TLS1.2="false" UsernameToken="true" HttpDigest="true" MaxUsers="8"/><tds:System DiscoveryResolve="false" DiscoveryBye="false" RemoteDiscovery="false" SystemBackup="false" SystemLogging="false" FirmwareUpgrade="false"/></tds:Capabilities></tds:GetServiceCapabilitiesResponse>',
  },
  GetEndpointReference: {
    access: 'anonymous',
    run: ({ device }) =>
      `<tds:GetEndpointReferenceResponse><tds:GUID>${device.identity.endpoint}</tds:GUID></tds:GetEndpointReferenceResponse>`,
  },
  GetHostname: {
    access: 'anonymous',
    run: () =>
      '<tds:GetHostnameResponse><tds:HostnameInformation><tt:FromDHCP>false</tt:FromDHCP><tt:Name>virtual-camera</tt:Name></tds:HostnameInformation></tds:GetHostnameResponse>',
  },
  GetDeviceInformation: {
    access: 'user',
    run: ({ device: { identity } }) =>
      `<tds:GetDeviceInformationResponse><tds:Manufacturer>${escapeXml(identity.manufacturer)}</tds:Manufacturer><tds:Model>${escapeXml(identity.model)}</tds:Model><tds:FirmwareVersion>${escapeXml(identity.firmware)}</tds:FirmwareVersion><tds:SerialNumber>${escapeXml(identity.serial)}</tds:SerialNumber><tds:HardwareId>1.0</tds:HardwareId></tds:GetDeviceInformationResponse>`,
  },
  GetScopes: {
    access: 'user',
    run: ({ device }) =>
      `<tds:GetScopesResponse>${scopes(device)
        .map(
          (scope) =>
            `<tds:Scopes><tt:ScopeDef>Fixed</tt:ScopeDef><tt:ScopeItem>${escapeXml(scope)}</tt:ScopeItem></tds:Scopes>`,
        )
        .join('')}</tds:GetScopesResponse>`,
  },
  GetNetworkInterfaces: {
    access: 'user',
    run: () =>
      '<tds:GetNetworkInterfacesResponse><tds:NetworkInterfaces token="eth0"><tt:Enabled>true</tt:Enabled><tt:Info><tt:Name>eth0</tt:Name><tt:HwAddress>02:00:00:00:00:01</tt:HwAddress><tt:MTU>1500</tt:MTU></tt:Info><tt:IPv4><tt:Enabled>true</tt:Enabled><tt:Config><tt:Manual><tt:Address>127.0.0.1</tt:Address><tt:PrefixLength>8</tt:PrefixLength></tt:Manual><tt:DHCP>false</tt:DHCP></tt:Config></tt:IPv4></tds:NetworkInterfaces></tds:GetNetworkInterfacesResponse>',
  },
  GetNTP: {
    access: 'user',
    run: () =>
      '<tds:GetNTPResponse><tds:NTPInformation><tt:FromDHCP>true</tt:FromDHCP></tds:NTPInformation></tds:GetNTPResponse>',
  },
};

/** A WS-Discovery answer's list of scopes. */
export const scopeList = (device: Device): string => scopes(device).map(escapeXml).join(' ');
