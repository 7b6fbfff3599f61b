// SPDX-License-Identifier: Apache-2.0
//
// libcurl, its variadic calls given shapes that Swift can see.

#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

#include <curl/curl.h>

/// What libcurl calls with each piece of a body; answers how many bytes it took.
typedef size_t (*ccurl_receive)(char *_Nonnull bytes, size_t size, size_t count,
                                void *_Nullable context);

static inline CURLcode ccurl_set_long(CURL *_Nonnull handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

/// libcurl copies the text.
static inline CURLcode ccurl_set_text(CURL *_Nonnull handle, CURLoption option,
                                      const char *_Nullable text) {
    return curl_easy_setopt(handle, option, text);
}

/// The list must live as long as the handle uses it.
static inline CURLcode ccurl_set_list(CURL *_Nonnull handle, CURLoption option,
                                      struct curl_slist *_Nullable list) {
    return curl_easy_setopt(handle, option, list);
}

/// libcurl copies the bytes.
static inline CURLcode ccurl_set_body(CURL *_Nonnull handle, const void *_Nonnull bytes,
                                      size_t count) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
    return code == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, bytes) : code;
}

static inline CURLcode ccurl_set_receive(CURL *_Nonnull handle, ccurl_receive _Nonnull receive,
                                         void *_Nullable context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, receive);
    return code == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_WRITEDATA, context) : code;
}

/// One call for each line of a head, and of trailers.
static inline CURLcode ccurl_set_receive_head(CURL *_Nonnull handle,
                                              ccurl_receive _Nonnull receive,
                                              void *_Nullable context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, receive);
    return code == CURLE_OK ? curl_easy_setopt(handle, CURLOPT_HEADERDATA, context) : code;
}

static inline CURLMcode ccurl_multi_set_long(CURLM *_Nonnull multi, CURLMoption option,
                                             long value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLcode ccurl_get_long(CURL *_Nonnull handle, CURLINFO info,
                                      long *_Nonnull value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode ccurl_get_offset(CURL *_Nonnull handle, CURLINFO info,
                                        curl_off_t *_Nonnull value) {
    return curl_easy_getinfo(handle, info, value);
}

/// The text belongs to the handle, until its next transfer.
static inline CURLcode ccurl_get_text(CURL *_Nonnull handle, CURLINFO info,
                                      const char *_Nullable *_Nonnull text) {
    return curl_easy_getinfo(handle, info, text);
}

#endif
