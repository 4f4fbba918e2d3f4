// A provider of identities for the tests: npm's certified oidc-provider, with a log-in form of its own. Whoever logs in chooses by their name
// what the provider says of them, and how it lies.
//
// TAPO_CARE_OIDC_PROVIDER names the folder that oidc-provider is installed in. The first line of output is the issuer. It ends
// with its standard input. An argument is the host's name in the issuer's place: localhost is another site than 127.0.0.1.

import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const modules = join(process.env.TAPO_CARE_OIDC_PROVIDER, 'node_modules');
const load = (name, file) => import(pathToFileURL(join(modules, name, file)));
const { default: Provider } = await load('oidc-provider', 'lib/index.js');
const { SignJWT, UnsecuredJWT, decodeJwt, exportJWK, generateKeyPair } = await load('jose', 'dist/webapi/index.js');

/** A key that can sign, with a name. */
async function newKey(kid) {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const described = { kid, alg: 'RS256', use: 'sig' };
  return { kid, privateKey, secret: { ...(await exportJWK(privateKey)), ...described }, open: { ...(await exportJWK(publicKey)), ...described } };
}
const [key, nextKey, strangersKey] = await Promise.all(['first', 'next', 'first'].map(newKey));
const published = [key.open];

/** What is known of somebody. The address is unverified, missing or another's for those who say so. */
function claimsOf(account) {
  const email = { email: account === 'twin' ? 'demo@example.com' : `${account}@example.com`, email_verified: account !== 'unverified' };
  return {
    sub: account,
    ...(account === 'no-address' ? {} : email),
    ...(account === 'austrian' ? { country: 'at' } : {}),
    ...(account === 'nowhere' ? { country: 'Atlantis' } : {}),
  };
}

/** ID tokens that are wrong in one way each; and two that are right in another way than usual. */
const kinds = {
  'wrong-nonce': (claims) => sign({ ...claims, nonce: 'another' }),
  'no-nonce': ({ nonce, ...claims }) => sign(claims),
  'wrong-audience': (claims) => sign({ ...claims, aud: 'another' }),
  'two-audiences': (claims) => sign({ ...claims, aud: [claims.aud, 'another'] }),
  'wrong-issuer': (claims) => sign({ ...claims, iss: 'https://another.example' }),
  'over': (claims) => sign({ ...claims, exp: claims.iat - 3600 }),
  'strangers-key': (claims) => sign(claims, strangersKey),
  'unsigned': (claims) => new UnsecuredJWT(claims).encode(),
  'shared-secret': (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(SECRET)),
  'wrong-access-token': (claims) => sign({ ...claims, at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }),
  'new-key': (claims) => {
    published.push(nextKey.open);
    return sign(claims, nextKey);
  },
  'all-in-the-token': (claims) => sign({ ...claims, email: 'in.the.token@example.com', email_verified: true, country: 'CH', locale: 'de-CH' }),
};
function sign(claims, { kid, privateKey } = key) {
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey);
}

const SECRET = 'a secret of two, and of no third one';
const redirect_uris = ['http://localhost/api/v1/session/outside/callback', 'http://127.0.0.1/api/v1/session/outside/callback'];
// Native clients may come back to any port of this machine.
const client = { redirect_uris, application_type: 'native' };

const server = createServer();
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
// Browsers take another name for another site.
const issuer = `http://${process.argv[2] ?? '127.0.0.1'}:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    { ...client, client_id: 'tapo-care', client_secret: SECRET, token_endpoint_auth_method: 'client_secret_basic' },
    { ...client, client_id: 'tapo-care-public', token_endpoint_auth_method: 'none' },
  ],
  jwks: { keys: [key.secret] },
  claims: { openid: ['sub'], email: ['email', 'email_verified', 'country'] },
  findAccount: (_, account) => ({ accountId: account, claims: () => claimsOf(account) }),
  // Nobody is asked for a consent: it is the operator's own provider.
  async loadExistingGrant({ oidc }) {
    const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope('openid email');
    await grant.save();
    return grant;
  },
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  features: { devInteractions: { enabled: false } },
  cookies: { keys: ['only for tests'] },
  ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 7200 },
});

provider.use(async (ctx, next) => {
  await next();
  if (ctx.path === '/jwks') {
    ctx.body = { keys: published };
  } else if (ctx.path === '/token' && ctx.body?.id_token) {
    const claims = decodeJwt(ctx.body.id_token);
    const kind = kinds[claims.sub];
    if (kind) ctx.body.id_token = await kind(claims);
  }
});

const FORM = `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>The provider</title><h1>The provider</h1>
<form method="post"><label>Account <input name="account" autofocus></label>
<button name="do" value="log-in">Log in</button> <button name="do" value="cancel">Cancel</button></form></html>`;

async function bodyOf(request) {
  let text = '';
  for await (const part of request) text += part;
  return new URLSearchParams(text);
}

async function interaction(request, response) {
  if (request.method !== 'POST') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(FORM);
    return;
  }
  const body = await bodyOf(request);
  const result = body.get('do') === 'cancel'
    ? { error: 'access_denied', error_description: '<b>words of the provider</b>' }
    : { login: { accountId: body.get('account'), remember: false }, consent: {} };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

const answer = provider.callback();
server.on('request', (request, response) => {
  if (request.url.startsWith('/interaction/')) {
    interaction(request, response).catch((error) => response.writeHead(400).end(String(error)));
  } else {
    answer(request, response);
  }
});

console.log(issuer);
process.stdin.on('end', () => process.exit()).resume();
