/** The part of the `onvif` package that has no types of its own. */
declare module 'onvif/lib/utils.js' {
  /** Calls back with the parsed Body, or with an error for a fault or what is no SOAP. */
  export function parseSOAPString(
    xml: string,
    callback: (error: Error | null, body?: unknown, xml?: string, status?: number) => void,
    status: number,
  ): void;
}
