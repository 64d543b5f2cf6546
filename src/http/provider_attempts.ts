/**
 * What a browser session keeps of signing in with providers: the attempts that are under way, and an identity
 * that no account is connected to.
 */
import type { PendingIdentity, ProviderAttempt, ProviderIdentity } from "../auth/providers.ts";
import type { RequestContext } from "./request_context.ts";

/** In milliseconds: how long someone may take at the provider, and then to decide. */
export const PROVIDER_LIFETIME = 10 * 60_000;
/** Of one browser at the same time, in several tabs. */
const MOST = 5;

export async function keepAttempt(c: RequestContext, attempt: ProviderAttempt): Promise<void> {
  const others = (await liveAttempts(c)).slice(0, MOST - 1);
  await c.browser.saveSession({ providerAttempts: [attempt, ...others] });
}

/**
 * Uses an attempt up: an answer counts once.
 * @param answer.provider the number of the provider that the answer is for.
 * @returns null: this browser has not begun it with that provider, or too long ago.
 */
export async function takeAttempt(
  c: RequestContext,
  { provider, state }: Pick<ProviderAttempt, "provider" | "state">,
): Promise<ProviderAttempt | null> {
  const attempts = await liveAttempts(c);
  const attempt = attempts.find((one) => one.state === state);
  if (attempt === undefined) return null;
  await c.browser.saveSession({ providerAttempts: attempts.filter((one) => one !== attempt) });
  return attempt.provider === provider ? attempt : null;
}

export async function keepIdentity(
  c: RequestContext,
  identity: ProviderIdentity,
  { provider, returnTo }: ProviderAttempt,
): Promise<void> {
  const keptAt = c.now.getTime();
  await c.browser.saveSession({ pendingIdentity: { ...identity, provider, returnTo, keptAt } });
}

/** @param provider its number. @returns null: there is none of it, or it was kept too long. */
export async function findIdentity(
  c: RequestContext,
  provider: number,
): Promise<PendingIdentity | null> {
  const { pendingIdentity: kept } = await c.browser.loadSession();
  if (kept === undefined || kept.provider !== provider) return null;
  return c.now.getTime() - kept.keptAt > PROVIDER_LIFETIME ? null : kept;
}

export async function forgetIdentity(c: RequestContext): Promise<void> {
  await c.browser.saveSession({ pendingIdentity: undefined });
}

async function liveAttempts(c: RequestContext): Promise<ProviderAttempt[]> {
  const { providerAttempts: attempts = [] } = await c.browser.loadSession();
  const now = c.now.getTime();
  return attempts.filter(({ startedAt }) => now - startedAt <= PROVIDER_LIFETIME);
}
