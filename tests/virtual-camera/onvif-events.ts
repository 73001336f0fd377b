/** The Event service and the subscription manager: real-time pull points. */
import { topicSetXml } from './notifications.ts';
import type { OperationContext, OperationTable } from './onvif-operation.ts';
import { servicePaths } from './onvif-operation.ts';
import { SoapFault, text } from './soap.ts';
import type { PullPoint } from './subscriptions.ts';

const defaultLifetimeMs = 60_000;
const longestLifetimeMs = 3_600_000;
const shortestLifetimeMs = 1000;

/** Milliseconds of an xs:duration without years and months (`PT1M`, `P1DT2H`, `PT0.5S`); null when it is none. */
export function durationMs(value: string): number | null {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(value);
  if (!match || !/\d/.test(value)) return null;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1000;
}

/** The lifetime asked for, relative or absolute (on the device's clock), within what the device grants. */
function lifetimeMs(asked: string | null, deviceNow: number): number {
  if (asked === null || asked === '') return defaultLifetimeMs;
  const wanted = durationMs(asked) ?? Date.parse(asked) - deviceNow;
  if (Number.isNaN(wanted) || wanted <= 0) {
    throw new SoapFault(
      'Sender',
      ['wsnt:UnacceptableInitialTerminationTimeFault'],
      'The termination time is not acceptable',
    );
  }
  return Math.min(longestLifetimeMs, Math.max(shortestLifetimeMs, wanted));
}

const utc = (instant: number): string => new Date(instant).toISOString();

/** The device's time and the subscription's end; the elements' namespace differs between the answers. */
function times({ device }: OperationContext, point: PullPoint, prefix: 'tev' | 'wsnt'): string {
  return `<${prefix}:CurrentTime>${utc(device.clock(Date.now()))}</${prefix}:CurrentTime><${prefix}:TerminationTime>${utc(device.clock(point.endsAt))}</${prefix}:TerminationTime>`;
}

function addressed({ device, subscriptionId }: OperationContext): PullPoint {
  const point = subscriptionId === null ? null : device.pullPoints.find(subscriptionId);
  if (point) return point;
  throw new SoapFault('Sender', ['wsrf-rw:ResourceUnknownFault'], 'The subscription does not exist', 500);
}

async function pullMessages(context: OperationContext): Promise<string> {
  const { device, body, signal } = context;
  const point = addressed(context);
  const timeoutMs = Math.min(durationMs(text(body, 'Timeout') ?? '') ?? 5000, 120_000);
  const limit = Math.max(1, Number(text(body, 'MessageLimit') ?? 10) || 10);
  // a pull keeps its subscription alive at least until it is answered
  if (device.pullsExtend !== false) point.endsAt = Math.max(point.endsAt, Date.now() + timeoutMs + 5000);
  const messages = await device.pullPoints.pull(point, Math.min(limit, 100), timeoutMs, signal);
  return `<tev:PullMessagesResponse>${times(context, point, 'tev')}${messages.join('')}</tev:PullMessagesResponse>`;
}

function createPullPoint(context: OperationContext): string {
  const { device, body } = context;
  const lifetime = lifetimeMs(text(body, 'InitialTerminationTime'), device.clock(Date.now()));
  const point = device.pullPoints.create(lifetime);
  if (!point) {
    throw new SoapFault(
      'Receiver',
      ['wsnt:SubscribeCreationFailedFault'],
      'The maximum number of pull points is reached',
    );
  }
  const address = `${device.httpBase()}${servicePaths.subscription}?Idx=${point.id}`;
  return `<tev:CreatePullPointSubscriptionResponse><tev:SubscriptionReference><wsa:Address>${address}</wsa:Address></tev:SubscriptionReference>${times(context, point, 'wsnt')}</tev:CreatePullPointSubscriptionResponse>`;
}

export const eventOperations: OperationTable = {
  GetServiceCapabilities: {
    access: 'anonymous',
    run: () =>
      '<tev:GetServiceCapabilitiesResponse><tev:Capabilities WSSubscriptionPolicySupport="false" WSPullPointSupport="true" WSPausableSubscriptionManagerInterfaceSupport="false" MaxNotificationProducers="1" MaxPullPoints="8" PersistentNotificationStorage="false"/></tev:GetServiceCapabilitiesResponse>',
  },
  GetEventProperties: {
    access: 'user',
    run: () =>
      `<tev:GetEventPropertiesResponse><tev:TopicNamespaceLocation>http://www.onvif.org/onvif/ver10/topics/topicns.xml</tev:TopicNamespaceLocation><wsnt:FixedTopicSet>true</wsnt:FixedTopicSet>${topicSetXml}<wsnt:TopicExpressionDialect>http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet</wsnt:TopicExpressionDialect><wsnt:TopicExpressionDialect>http://docs.oasis-open.org/wsn/t-1/TopicExpression/Concrete</wsnt:TopicExpressionDialect><tev:MessageContentFilterDialect>http://www.onvif.org/ver10/tev/messageContentFilter/ItemFilter</tev:MessageContentFilterDialect><tev:MessageContentSchemaLocation>http://www.onvif.org/onvif/ver10/schema/onvif.xsd</tev:MessageContentSchemaLocation></tev:GetEventPropertiesResponse>`,
  },
  CreatePullPointSubscription: { access: 'user', run: createPullPoint },
};

export const subscriptionOperations: OperationTable = {
  PullMessages: { access: 'user', run: pullMessages },
  SetSynchronizationPoint: {
    access: 'user',
    run: (context) => {
      context.device.pullPoints.synchronise(addressed(context));
      return '<tev:SetSynchronizationPointResponse/>';
    },
  },
  Renew: {
    access: 'user',
    run: (context) => {
      const point = addressed(context);
      const lifetime = lifetimeMs(text(context.body, 'TerminationTime'), context.device.clock(Date.now()));
      point.endsAt = Date.now() + lifetime;
      return `<wsnt:RenewResponse>${times(context, point, 'wsnt')}</wsnt:RenewResponse>`;
    },
  },
  Unsubscribe: {
    access: 'user',
    run: (context) => {
      context.device.pullPoints.remove(addressed(context).id);
      return '<wsnt:UnsubscribeResponse/>';
    },
  },
};
