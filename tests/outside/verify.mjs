// Verifies credentials with the reference software of Digital Bazaar, without a network.
// Reads {"contexts": {address: document}, "documents": {did: document}, "credentials": [...]} and writes true or false
// for each credential.
import { readFileSync } from 'node:fs';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';

const { contexts, documents, credentials } = JSON.parse(readFileSync(0, 'utf8'));
const MULTIKEY = 'https://w3id.org/security/multikey/v1';

function found(address) {
  if (address in contexts) return contexts[address];
  const [did] = address.split('#');
  const document = documents[did];
  if (document === undefined) throw new Error(`not here: ${address}`);
  if (address === did) return document;
  const method = document.verificationMethod.find(({ id }) => id === address);
  return { '@context': MULTIKEY, ...method };
}

const documentLoader = async (address) => ({
  contextUrl: null, documentUrl: address, document: found(address), tag: 'static',
});
const suite = new DataIntegrityProof({ cryptosuite });
const results = [];
for (const credential of credentials) {
  const { verified, error } = await vc.verifyCredential({
    credential, suite, documentLoader, checkStatus: async () => ({ verified: true }),
  });
  if (error) console.error(error.errors ? error.errors.map(String).join('; ') : String(error));
  results.push(verified);
}
console.log(JSON.stringify(results));
