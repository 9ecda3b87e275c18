// Passkeys: the browser's WebAuthn calls with the JSON that the server sends and takes. Browsers' own conversions are younger than the
// phones and computers of an office.
import { Problem } from './api.ts'
import type { components } from './schema.d.ts'
import { texts } from './text.ts'

type PasskeyAnswer = components['schemas']['accounts.passkeyAnswer']

const t = texts(
  {
    cancelled: '未完成',
    how: '浏览器没有完成通行密钥验证，请重试或换用其他方式。',
  },
  {
    cancelled: 'Not finished',
    how: 'The browser did not finish with a passkey. Try again or choose another way.',
  },
)

/** The texts of this file, for the test that none is missing. */
export const passkeyTexts = t

/** passkeyRefused makes a Problem of what the browser throws when no passkey was made or used; other errors stay as they are. */
export const passkeyRefused = (err: unknown): unknown =>
  err instanceof DOMException ? new Problem({ status: 400, code: 'passkey_cancelled', title: t.cancelled, detail: t.how }) : err

const toBytes = (text: string): Uint8Array<ArrayBuffer> => {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(plain, (c) => c.charCodeAt(0))
}

const toText = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '')

interface Descriptor {
  id: string
  type: 'public-key'
  transports?: AuthenticatorTransport[]
}

type Options = Record<string, unknown>

const descriptors = (list: unknown) => ((list ?? []) as Descriptor[]).map((d) => ({ ...d, id: toBytes(d.id) }))

/** passkeysKnown tells whether the browser can use passkeys on this page. */
export const passkeysKnown = (): boolean => typeof PublicKeyCredential === 'function' && window.isSecureContext

/** createPasskey has the browser make a passkey; it throws a DOMException when the person has refused or the browser cannot. */
export async function createPasskey(options: Options): Promise<PasskeyAnswer> {
  const user = options.user as { id: string; name: string; displayName: string }
  const made = (await navigator.credentials.create({
    publicKey: {
      ...(options as unknown as PublicKeyCredentialCreationOptions),
      challenge: toBytes(options.challenge as string),
      user: { ...user, id: toBytes(user.id) },
      excludeCredentials: descriptors(options.excludeCredentials),
    },
  })) as PublicKeyCredential
  const answer = made.response as AuthenticatorAttestationResponse
  return {
    id: made.id,
    rawId: toText(made.rawId),
    type: made.type,
    response: {
      clientDataJSON: toText(answer.clientDataJSON),
      attestationObject: toText(answer.attestationObject),
      transports: answer.getTransports?.() ?? [],
    },
  }
}

/** askPasskey has the browser answer with one of the account's passkeys; it throws as createPasskey does. */
export async function askPasskey(options: Options): Promise<PasskeyAnswer> {
  const used = (await navigator.credentials.get({
    publicKey: {
      ...(options as unknown as PublicKeyCredentialRequestOptions),
      challenge: toBytes(options.challenge as string),
      allowCredentials: descriptors(options.allowCredentials),
    },
  })) as PublicKeyCredential
  const answer = used.response as AuthenticatorAssertionResponse
  return {
    id: used.id,
    rawId: toText(used.rawId),
    type: used.type,
    response: {
      clientDataJSON: toText(answer.clientDataJSON),
      authenticatorData: toText(answer.authenticatorData),
      signature: toText(answer.signature),
      ...(answer.userHandle ? { userHandle: toText(answer.userHandle) } : {}),
    },
  }
}
