/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Datagrams, as bytes and as the text of a value: what is believed is in range, and encodes to what
 * was decoded.
 *
 * The first byte says how to read the rest: bit 0 the direction, bits 1 to 3 how many descriptors
 * came along, bit 4 that the rest is GVariant text (after a byte with the kind), which reaches the
 * checks of single values far more often than bent bytes do. */
#include "fuzz.h"

#include "message-samples.h"

#include "amb-error.h"

#include <math.h>
#include <string.h>

#define FROM_WORKER 1
#define FDS_SHIFT 1
#define FDS_MASK 7
#define IS_TEXT 16

const guint fuzz_rounds = 200000;

static void
check_region (const AmbRect *region)
{
  g_assert_cmpint (region->x, >=, 0);
  g_assert_cmpint (region->y, >=, 0);
  g_assert_cmpint (region->width, >=, 1);
  g_assert_cmpint (region->height, >=, 1);
  g_assert_cmpint (region->x, <=, G_MAXINT - region->width);
  g_assert_cmpint (region->y, <=, G_MAXINT - region->height);
}

static void
check_render (GVariant *body)
{
  AmbRenderRequest request;
  g_autoptr (GVariant) again = NULL;

  amb_render_request_from_variant (body, &request);
  g_assert_cmpuint (request.buffer, <, AMB_RING_SIZE);
  g_assert_true (isfinite (request.scale) && request.scale > 0);
  check_region (&request.region);
  again = g_variant_ref_sink (amb_render_request_to_variant (&request));
  g_assert_true (g_variant_equal (again, body));
  g_variant_unref (request.recipe);
}

static void
check_frame (GVariant *body)
{
  AmbFrameReply reply;
  g_autoptr (GVariant) again = NULL;

  amb_frame_reply_from_variant (body, &reply);
  g_assert_cmpuint (reply.buffer, <, AMB_RING_SIZE);
  check_region (&reply.region);
  again = g_variant_ref_sink (amb_frame_reply_to_variant (&reply));
  g_assert_true (g_variant_equal (again, body));
}

static void
check_believed (const AmbMessage *message, gboolean from_worker, guint n_fds)
{
  g_autoptr (GBytes) encoded = amb_message_encode (message->kind, message->body, NULL);
  g_auto (AmbMessage) again = { 0 };

  g_assert_cmpstr (amb_message_kind_name (message->kind), !=, "unknown");
  g_assert_nonnull (encoded);
  g_assert_true (amb_message_decode (encoded, from_worker, n_fds, &again, NULL));
  g_assert_true (g_variant_equal (again.body, message->body));
  if (message->kind == AMB_MESSAGE_RENDER)
    check_render (message->body);
  else if (message->kind == AMB_MESSAGE_FRAME)
    check_frame (message->body);
}

static GBytes *
bytes_from_text (const guint8 *bytes, gsize length)
{
  g_autofree char *text = g_strndup ((const char *) bytes + 1, length - 1);
  GVariant *body
      = g_utf8_validate (text, -1, NULL) ? g_variant_parse (NULL, text, NULL, NULL, NULL) : NULL;
  g_autoptr (GVariant) datagram = NULL;

  if (body == NULL)
    return NULL;
  datagram = g_variant_ref_sink (g_variant_new ("(yv)", bytes[0], body));
  g_variant_unref (body);
  return g_variant_get_data_as_bytes (datagram);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize length)
{
  g_autoptr (GBytes) datagram = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (AmbMessage) message = { 0 };
  gboolean from_worker;
  guint n_fds;

  if (length < 2)
    return 0;
  from_worker = (bytes[0] & FROM_WORKER) != 0;
  n_fds = (bytes[0] >> FDS_SHIFT) & FDS_MASK;
  datagram = (bytes[0] & IS_TEXT) != 0 ? bytes_from_text (bytes + 1, length - 1)
                                       : g_bytes_new (bytes + 1, length - 1);
  if (datagram == NULL)
    return 0;
  if (amb_message_decode (datagram, from_worker, n_fds, &message, &error))
    {
      g_assert_no_error (error);
      check_believed (&message, from_worker, n_fds);
    }
  else
    {
      g_assert_error (error, AMB_ERROR, AMB_ERROR_PROTOCOL);
      g_assert_null (message.body);
    }
  return 0;
}

static GBytes *
seed (const MessageSample *sample, gboolean as_text)
{
  GByteArray *input = g_byte_array_new ();
  guint8 head[] = { (guint8) ((sample->from_worker ? FROM_WORKER : 0) | sample->n_fds << FDS_SHIFT
                              | (as_text ? IS_TEXT : 0)),
                    (guint8) sample->kind };

  g_byte_array_append (input, head, as_text ? 2 : 1);
  if (as_text)
    g_byte_array_append (input, (const guint8 *) sample->body, (guint) strlen (sample->body));
  else
    {
      g_autoptr (GVariant) body = g_variant_parse (NULL, sample->body, NULL, NULL, NULL);
      g_autoptr (GBytes) encoded = amb_message_encode (sample->kind, body, NULL);

      g_byte_array_append (input, g_bytes_get_data (encoded, NULL),
                           (guint) g_bytes_get_size (encoded));
    }
  return g_byte_array_free_to_bytes (input);
}

GPtrArray *
fuzz_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (message_samples); i++)
    {
      g_ptr_array_add (seeds, seed (&message_samples[i], FALSE));
      g_ptr_array_add (seeds, seed (&message_samples[i], TRUE));
    }
  return seeds;
}
