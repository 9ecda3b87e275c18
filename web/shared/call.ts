// Calls of the API as data: typed as the client is, and plain enough to be kept on a phone and sent later.
import { createFinalURL, createQuerySerializer, defaultPathSerializer } from 'openapi-fetch'
import type { Client, ClientPathsWithMethod, MaybeOptionalInit, MethodResponse } from 'openapi-fetch'
import { take, type Answer } from './api.ts'
import type { paths } from './schema.d.ts'

export type Method = 'get' | 'post' | 'put' | 'delete'

/** One call: everything but the headers that each sending has of its own. `Data` is what it answers with; nothing of it exists when the program runs. */
export interface Call<Data = unknown> {
  method: Method
  path: string
  params?: { path?: Record<string, unknown>; query?: Record<string, unknown>; header?: Record<string, unknown> }
  body?: unknown
  readonly answers?: Data
}

type PathOf<M extends Method> = ClientPathsWithMethod<Client<paths>, M>

/** What a call needs beside its path: `params` and `body`, each as the description of the API has it. */
type InputOf<M extends Method, P extends PathOf<M>> = Pick<NonNullable<MaybeOptionalInit<paths[P], M>>, 'params' | 'body'>

type Input<I> = {} extends I ? [input?: I] : [input: I]

/** callOf describes a call; a path, parameter or body that the API does not have is an error of the compiler. */
export const callOf = <M extends Method, P extends PathOf<M>, I extends InputOf<M, P>>(
  method: M,
  path: P,
  ...[input]: Input<I>
): Call<MethodResponse<Client<paths>, M, P>> => ({ method, path, ...input })

/** addressOf returns the path of a call below /api/v1 with its parameters filled in. */
export const addressOf = ({ path, params = {} }: Call): string =>
  createFinalURL(path, { baseUrl: '', params, querySerializer: createQuerySerializer(), pathSerializer: defaultPathSerializer })

/** sendCall sends a call and returns its answer, or throws a Problem. */
export function sendCall<Data>(
  client: Client<paths>,
  { method, path, params, body }: Call<Data>,
  headers?: Record<string, string>,
): Promise<Data> {
  // The types were checked by callOf; a call that was kept since has lost them.
  const request = client.request as unknown as (method: string, path: string, init: object) => Promise<Answer<Data>>
  return take(
    request(method, path, { ...(params && { params }), ...(body === undefined ? {} : { body }), ...(headers && { headers }) }),
  ) as Promise<Data>
}
