import { pullAnswer, told } from '../../../unit/cameras/vendor-notifications.ts';
import type { Misbehaviour } from '../../../virtual-camera/misbehaviour.ts';
import { envelope } from '../../../virtual-camera/soap.ts';
import type { FaultyDevice } from './faulty-device.ts';

export const soap = (body: string, status = 200): ReturnType<Misbehaviour> => ({
  answer: envelope(body),
  status,
  contentType: 'application/soap+xml',
});
const notSupported = soap(
  '<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>ter:ActionNotSupported</s:Value></s:Subcode></s:Code><s:Reason><s:Text>Optional Action Not Implemented</s:Text></s:Reason></s:Fault>',
  400,
);

/** A device that pushes: knows no pull points (or refuses every pull), takes Subscribe, and remembers where to push to. */
export class PushingDevice {
  consumer: string | null = null;
  subscribed = 0;

  constructor(
    readonly device: FaultyDevice,
    /** What it grants a subscription. */
    readonly grantedMs = 6_000,
  ) {}

  behave(without: 'CreatePullPointSubscription' | 'PullMessages'): void {
    this.device.setMisbehaviour(({ operation, body }) => {
      if (operation === without) return notSupported;
      if (operation !== 'Subscribe') return null;
      this.consumer = /<ConsumerReference><a:Address>([^<]+)</.exec(body)?.[1] ?? null;
      this.subscribed += 1;
      const id = this.device.pullPoints.create(this.grantedMs)?.id ?? 0;
      const now = new Date();
      const end = new Date(now.getTime() + this.grantedMs);
      const manager = this.device.access.address.replace('device_service', 'subscription');
      return soap(
        `<wsnt:SubscribeResponse><wsnt:SubscriptionReference><wsa:Address>${manager}?Idx=${id}</wsa:Address></wsnt:SubscriptionReference>` +
          `<wsnt:CurrentTime>${now.toISOString()}</wsnt:CurrentTime><wsnt:TerminationTime>${end.toISOString()}</wsnt:TerminationTime></wsnt:SubscribeResponse>`,
      );
    });
  }

  async push(id: number): Promise<number> {
    const utcTime = new Date().toISOString();
    const message = told({
      topic: 'tns1:RuleEngine/LineDetector/Crossed',
      data: { ObjectId: String(id) },
      utcTime,
    });
    const body = pullAnswer(message).replaceAll('tev:PullMessagesResponse', 'wsnt:Notify');
    const answer = await fetch(this.consumer ?? '', { method: 'POST', body });
    return answer.status;
  }
}
