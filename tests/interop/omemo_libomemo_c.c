/* A device of libomemo-c on standard input and output, a JSON object a line:
 *
 *     omemo_libomemo_c legacy|omemo2
 *
 * A peer for omemo_matrix.py, which builds this and says what the lines mean. In a process of its own: the library
 * is under the GPL. The JSON is what that program writes, `{"name":"value",...}` without blanks and without escapes.
 */
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <curve.h>
#include <key_helper.h>
#include <protocol.h>
#include <session_builder.h>
#include <session_cipher.h>
#include <session_pre_key.h>
#include <session_record.h>
#include <session_state.h>
#include <signal_protocol.h>

/* The library calls the older profile 3 and omemo:2 4. */
enum { LEGACY = 3, OMEMO2 = 4, PREKEYS = 20, REGISTRATION = 7, LINE = 1 << 20 };

static int version;
static signal_context *context;
static signal_protocol_store_context *store;
static signal_protocol_address peer = {"peer@example.org", 16, 2};

/* What is stored. */
static signal_buffer *session_row;
static signal_buffer *prekey_rows[PREKEYS + 1];
static signal_buffer *signed_row;
static ratchet_identity_key_pair *identity;
static session_signed_pre_key *signed_prekey;

/* ---- the cryptography the library asks for ---- */

static int random_bytes(uint8_t *data, size_t length, void *user) {
    return RAND_bytes(data, (int)length) == 1 ? 0 : SG_ERR_UNKNOWN;
}

static int hmac_init(void **out, const uint8_t *key, size_t length, void *user) {
    HMAC_CTX *hmac = HMAC_CTX_new();
    HMAC_Init_ex(hmac, key, (int)length, EVP_sha256(), NULL);
    *out = hmac;
    return 0;
}

static int hmac_update(void *hmac, const uint8_t *data, size_t length, void *user) {
    return HMAC_Update(hmac, data, length) == 1 ? 0 : SG_ERR_UNKNOWN;
}

static int hmac_final(void *hmac, signal_buffer **out, void *user) {
    uint8_t tag[32];
    unsigned length = 0;
    HMAC_Final(hmac, tag, &length);
    *out = signal_buffer_create(tag, length);
    return 0;
}

static void hmac_free(void *hmac, void *user) { HMAC_CTX_free(hmac); }

static int sha512_init(void **out, void *user) {
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    EVP_DigestInit(digest, EVP_sha512());
    *out = digest;
    return 0;
}

static int sha512_update(void *digest, const uint8_t *data, size_t length, void *user) {
    return EVP_DigestUpdate(digest, data, length) == 1 ? 0 : SG_ERR_UNKNOWN;
}

static int sha512_final(void *digest, signal_buffer **out, void *user) {
    uint8_t hash[64];
    EVP_DigestFinal_ex(digest, hash, NULL);
    EVP_DigestInit(digest, EVP_sha512());
    *out = signal_buffer_create(hash, sizeof hash);
    return 0;
}

static void sha512_free(void *digest, void *user) { EVP_MD_CTX_free(digest); }

static int aes(int encrypt, signal_buffer **out, int cipher, const uint8_t *key, size_t key_length,
               const uint8_t *iv, const uint8_t *text, size_t length) {
    const EVP_CIPHER *kind;
    if (cipher == SG_CIPHER_AES_CBC_PKCS5)
        kind = key_length == 32 ? EVP_aes_256_cbc() : EVP_aes_128_cbc();
    else
        kind = key_length == 32 ? EVP_aes_256_ctr() : EVP_aes_128_ctr();
    EVP_CIPHER_CTX *state = EVP_CIPHER_CTX_new();
    uint8_t *bytes = malloc(length + 32);
    int first = 0, last = 0;
    EVP_CipherInit_ex(state, kind, NULL, key, iv, encrypt);
    EVP_CipherUpdate(state, bytes, &first, text, (int)length);
    int ok = EVP_CipherFinal_ex(state, bytes + first, &last);
    EVP_CIPHER_CTX_free(state);
    if (ok) *out = signal_buffer_create(bytes, (size_t)(first + last));
    free(bytes);
    return ok ? 0 : SG_ERR_UNKNOWN;
}

static int aes_encrypt(signal_buffer **out, int cipher, const uint8_t *key, size_t key_length, const uint8_t *iv,
                       size_t iv_length, const uint8_t *text, size_t length, void *user) {
    return aes(1, out, cipher, key, key_length, iv, text, length);
}

static int aes_decrypt(signal_buffer **out, int cipher, const uint8_t *key, size_t key_length, const uint8_t *iv,
                       size_t iv_length, const uint8_t *text, size_t length, void *user) {
    return aes(0, out, cipher, key, key_length, iv, text, length);
}

/* ---- the store the library asks for ---- */

static int load_session(signal_buffer **record, signal_buffer **user_record, const signal_protocol_address *of, void *user) {
    if (!session_row) return 0;
    *record = signal_buffer_copy(session_row);
    return 1;
}

static int sub_devices(signal_int_list **list, const char *name, size_t length, void *user) {
    *list = signal_int_list_alloc();
    return 0;
}

static int store_session(const signal_protocol_address *of, uint8_t *record, size_t length, uint8_t *user_record,
                         size_t user_length, void *user) {
    signal_buffer_free(session_row);
    session_row = signal_buffer_create(record, length);
    return 0;
}

static int contains_session(const signal_protocol_address *of, void *user) { return session_row != NULL; }

static int delete_session(const signal_protocol_address *of, void *user) {
    signal_buffer_free(session_row);
    session_row = NULL;
    return 1;
}

static int delete_all(const char *name, size_t length, void *user) { return 0; }

static int load_prekey(signal_buffer **record, uint32_t id, void *user) {
    if (id > PREKEYS || !prekey_rows[id]) return SG_ERR_INVALID_KEY_ID;
    *record = signal_buffer_copy(prekey_rows[id]);
    return SG_SUCCESS;
}

static int store_prekey(uint32_t id, uint8_t *record, size_t length, void *user) {
    if (id > PREKEYS) return SG_ERR_INVALID_KEY_ID;
    prekey_rows[id] = signal_buffer_create(record, length);
    return 0;
}

static int contains_prekey(uint32_t id, void *user) { return id <= PREKEYS && prekey_rows[id]; }

static int remove_prekey(uint32_t id, void *user) {
    if (id <= PREKEYS) prekey_rows[id] = NULL;
    return 0;
}

static int load_signed(signal_buffer **record, uint32_t id, void *user) {
    if (id != 1) return SG_ERR_INVALID_KEY_ID;
    *record = signal_buffer_copy(signed_row);
    return SG_SUCCESS;
}

static int store_signed(uint32_t id, uint8_t *record, size_t length, void *user) {
    signed_row = signal_buffer_create(record, length);
    return 0;
}

static int contains_signed(uint32_t id, void *user) { return id == 1; }
static int remove_signed(uint32_t id, void *user) { return 0; }

static int own_identity(signal_buffer **public, signal_buffer **private, void *user) {
    ec_public_key_serialize(public, ratchet_identity_key_pair_get_public(identity));
    ec_private_key_serialize(private, ratchet_identity_key_pair_get_private(identity));
    return 0;
}

static int registration(void *user, uint32_t *id) {
    *id = REGISTRATION;
    return 0;
}

static int save_identity(const signal_protocol_address *of, uint8_t *key, size_t length, void *user) { return 0; }
static int is_trusted(const signal_protocol_address *of, uint8_t *key, size_t length, void *user) { return 1; }
static void destroy(void *user) {}

/* ---- lines ---- */

/* The text of a field, or NULL. */
static const char *field(char *line, const char *name) {
    static char values[8][LINE / 8];
    static int next;
    char start[64];
    snprintf(start, sizeof start, "\"%s\":\"", name);
    char *at = strstr(line, start);
    if (!at) return NULL;
    at += strlen(start);
    char *end = strchr(at, '"');
    if (!end || (size_t)(end - at) >= sizeof values[0]) return NULL;
    char *value = values[next++ % 8];
    memcpy(value, at, (size_t)(end - at));
    value[end - at] = 0;
    return value;
}

static size_t unhex(const char *text, uint8_t **out) {
    size_t length = text ? strlen(text) / 2 : 0;
    *out = malloc(length + 1);
    for (size_t i = 0; i < length; i++) {
        unsigned byte = 0;
        sscanf(text + 2 * i, "%2x", &byte);
        (*out)[i] = (uint8_t)byte;
    }
    return length;
}

static void print_bytes(const char *name, const uint8_t *data, size_t length, const char *behind) {
    printf("\"%s\":\"", name);
    for (size_t i = 0; i < length; i++) printf("%02x", data[i]);
    printf("\"%s", behind);
}

static void print_buffer(const char *name, signal_buffer *buffer, const char *behind) {
    print_bytes(name, signal_buffer_data(buffer), signal_buffer_len(buffer), behind);
}

static void print_public(const char *name, ec_public_key *key, int is_identity, const char *behind) {
    signal_buffer *buffer = NULL;
    if (version == LEGACY)
        ec_public_key_serialize(&buffer, key);
    else if (is_identity)
        buffer = ec_public_key_get_ed(key);
    else
        ec_public_key_serialize_omemo(&buffer, key);
    print_buffer(name, buffer, behind);
    signal_buffer_free(buffer);
}

static ec_public_key *read_public(const char *text, int is_identity) {
    uint8_t *data;
    size_t length = unhex(text, &data);
    ec_public_key *key = NULL;
    int result;
    if (version == LEGACY)
        result = curve_decode_point(&key, data, length, context);
    else if (is_identity)
        result = curve_decode_point_ed(&key, data, length, context);
    else
        result = curve_decode_point_mont(&key, data, length, context);
    free(data);
    return result < 0 ? NULL : key;
}

static session_cipher *new_cipher(void) {
    session_cipher *cipher = NULL;
    session_cipher_create(&cipher, store, &peer, context);
    session_cipher_set_version(cipher, (uint32_t)version);
    return cipher;
}

static int decrypt(session_cipher *cipher, int exchange, const uint8_t *data, size_t length, signal_buffer **text) {
    int result;
    if (exchange) {
        pre_key_signal_message *message = NULL;
        if (version == LEGACY)
            result = pre_key_signal_message_deserialize(&message, data, length, context);
        else
            result = pre_key_signal_message_deserialize_omemo(&message, data, length, REGISTRATION, context);
        if (result < 0) return result;
        result = session_cipher_decrypt_pre_key_signal_message(cipher, message, NULL, text);
        SIGNAL_UNREF(message);
        return result;
    }
    signal_message *message = NULL;
    if (version == LEGACY)
        result = signal_message_deserialize(&message, data, length, context);
    else
        result = signal_message_deserialize_omemo(&message, data, length, context);
    if (result < 0) return result;
    result = session_cipher_decrypt_signal_message(cipher, message, NULL, text);
    SIGNAL_UNREF(message);
    return result;
}

static void do_bundle(ec_public_key *prekey) {
    printf("{");
    print_public("ik", ratchet_identity_key_pair_get_public(identity), 1, ",\"spk_id\":\"1\",");
    print_public("spk", ec_key_pair_get_public(session_signed_pre_key_get_key_pair(signed_prekey)), 0, ",");
    if (version == LEGACY)
        print_bytes("sig", session_signed_pre_key_get_signature(signed_prekey),
                    session_signed_pre_key_get_signature_len(signed_prekey), ",\"pk_id\":\"1\",");
    else
        print_bytes("sig", session_signed_pre_key_get_signature_omemo(signed_prekey),
                    session_signed_pre_key_get_signature_omemo_len(signed_prekey), ",\"pk_id\":\"1\",");
    print_public("pk", prekey, 0, "}\n");
}

static void do_init(char *line) {
    ec_public_key *ik = read_public(field(line, "ik"), 1);
    ec_public_key *spk = read_public(field(line, "spk"), 0);
    ec_public_key *pk = read_public(field(line, "pk"), 0);
    if (!ik || !spk || !pk) {
        printf("{\"error\":\"a key\"}\n");
        return;
    }
    uint8_t *signature;
    size_t length = unhex(field(line, "sig"), &signature);
    session_pre_key_bundle *bundle = NULL;
    session_builder *builder = NULL;
    session_pre_key_bundle_create(&bundle, 2, 2, (uint32_t)atol(field(line, "pk_id")), pk,
                                  (uint32_t)atol(field(line, "spk_id")), spk, signature, length, ik);
    session_builder_create(&builder, store, &peer, context);
    session_builder_set_version(builder, (uint32_t)version);
    int result = session_builder_process_pre_key_bundle(builder, bundle);
    session_builder_free(builder);
    free(signature);
    if (result < 0)
        printf("{\"error\":\"%d\"}\n", result);
    else
        printf("{\"ok\":true}\n");
}

static void do_enc(char *line) {
    uint8_t *key;
    size_t length = unhex(field(line, "key"), &key);
    session_cipher *cipher = new_cipher();
    ciphertext_message *message = NULL;
    int result = session_cipher_encrypt(cipher, key, length, &message);
    if (result < 0) {
        printf("{\"error\":\"%d\"}\n", result);
    } else {
        int exchange = ciphertext_message_get_type(message) == CIPHERTEXT_PREKEY_TYPE;
        printf("{\"kex\":%s,", exchange ? "true" : "false");
        print_buffer("data", ciphertext_message_get_serialized(message), "}\n");
        SIGNAL_UNREF(message);
    }
    session_cipher_free(cipher);
    free(key);
}

static void do_dec(char *line) {
    uint8_t *data;
    size_t length = unhex(field(line, "data"), &data);
    session_cipher *cipher = new_cipher();
    signal_buffer *text = NULL;
    int result = decrypt(cipher, strstr(line, "\"kex\":true") != NULL, data, length, &text);
    if (result < 0) {
        printf("{\"error\":\"%d\"}\n", result);
    } else {
        printf("{");
        print_buffer("key", text, "}\n");
        signal_buffer_free(text);
    }
    session_cipher_free(cipher);
    free(data);
}

/* Decrypts what stands in a file, a message a line in hexadecimal digits, and says how long it took of the processor. */
static void do_batch(char *line) {
    static char text[1 << 16];
    FILE *file = fopen(field(line, "file"), "r");
    size_t count = 0, room = 0, bad = 0, *lengths = NULL;
    uint8_t **messages = NULL;
    while (file && fgets(text, sizeof text, file)) {
        text[strcspn(text, "\n")] = 0;
        if (count == room) {
            room = room ? 2 * room : 1024;
            messages = realloc(messages, room * sizeof *messages);
            lengths = realloc(lengths, room * sizeof *lengths);
        }
        lengths[count] = unhex(text, &messages[count]);
        count++;
    }
    struct timespec begin, end;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
    for (size_t i = 0; i < count; i++) {
        session_cipher *cipher = new_cipher();
        signal_buffer *plain = NULL;
        if (decrypt(cipher, 0, messages[i], lengths[i], &plain) < 0) bad++;
        signal_buffer_free(plain);
        session_cipher_free(cipher);
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    double seconds = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
    printf("{\"seconds\":%.6f,\"count\":%zu,\"bad\":%zu}\n", seconds, count, bad);
}

static ec_public_key *set_up(void) {
    static signal_crypto_provider crypto = {random_bytes, hmac_init, hmac_update, hmac_final, hmac_free, sha512_init,
                                            sha512_update, sha512_final, sha512_free, aes_encrypt, aes_decrypt, NULL};
    static signal_protocol_session_store sessions = {load_session, sub_devices, store_session, contains_session,
                                                     delete_session, delete_all, destroy, NULL};
    static signal_protocol_pre_key_store prekeys = {load_prekey, store_prekey, contains_prekey, remove_prekey, destroy, NULL};
    static signal_protocol_signed_pre_key_store signed_keys = {load_signed, store_signed, contains_signed, remove_signed,
                                                               destroy, NULL};
    static signal_protocol_identity_key_store identities = {own_identity, registration, save_identity, is_trusted, destroy,
                                                            NULL};
    signal_context_create(&context, NULL);
    signal_context_set_crypto_provider(context, &crypto);
    signal_protocol_store_context_create(&store, context);
    signal_protocol_store_context_set_session_store(store, &sessions);
    signal_protocol_store_context_set_pre_key_store(store, &prekeys);
    signal_protocol_store_context_set_signed_pre_key_store(store, &signed_keys);
    signal_protocol_store_context_set_identity_key_store(store, &identities);
    signal_protocol_key_helper_generate_identity_key_pair(&identity, context);
    signal_protocol_key_helper_generate_signed_pre_key(&signed_prekey, identity, 1, 1700000000000ull, context);
    signal_protocol_signed_pre_key_store_key(store, signed_prekey);
    signal_protocol_key_helper_pre_key_list_node *node = NULL;
    signal_protocol_key_helper_generate_pre_keys(&node, 1, PREKEYS, context);
    ec_public_key *first = NULL;
    for (; node; node = signal_protocol_key_helper_key_list_next(node)) {
        session_pre_key *key = signal_protocol_key_helper_key_list_element(node);
        signal_protocol_pre_key_store_key(store, key);
        if (session_pre_key_get_id(key) == 1) first = ec_key_pair_get_public(session_pre_key_get_key_pair(key));
    }
    return first;
}

int main(int count, char **arguments) {
    if (count < 2) return 2;
    version = strcmp(arguments[1], "legacy") == 0 ? LEGACY : OMEMO2;
    ec_public_key *prekey = set_up();
    static char line[LINE];
    while (fgets(line, sizeof line, stdin)) {
        const char *op = field(line, "op");
        if (!op) op = "";
        if (strcmp(op, "bundle") == 0) do_bundle(prekey);
        else if (strcmp(op, "init") == 0) do_init(line);
        else if (strcmp(op, "enc") == 0) do_enc(line);
        else if (strcmp(op, "dec") == 0) do_dec(line);
        else if (strcmp(op, "batch") == 0) do_batch(line);
        else if (strcmp(op, "size") == 0) printf("{\"size\":%zu}\n", session_row ? signal_buffer_len(session_row) : 0);
        else printf("{\"error\":\"unknown\"}\n");
        fflush(stdout);
    }
    return 0;
}
