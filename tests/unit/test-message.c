/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages: what goes in comes out, and nothing else is believed. */
#include "message-samples.h"

#include "amb-error.h"

#include <math.h>
#include <string.h>

static GVariant *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  GVariant *value = g_variant_parse (NULL, text, NULL, NULL, &error);

  g_assert_no_error (error);
  return value;
}

static void
test_round_trip (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (message_samples); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GVariant) body = parse (message_samples[i].body);
      g_autoptr (GBytes) bytes = amb_message_encode (message_samples[i].kind, body, &error);
      g_auto (AmbMessage) message = { 0 };

      g_assert_no_error (error);
      g_assert_true (amb_message_decode (bytes, message_samples[i].from_worker,
                                         message_samples[i].n_fds, &message, &error));
      g_assert_no_error (error);
      g_assert_cmpint (message.kind, ==, message_samples[i].kind);
      g_assert_true (g_variant_equal (message.body, body));
      g_assert_cmpstr (amb_message_kind_name (message_samples[i].kind), !=, "unknown");
    }
  g_assert_cmpstr (amb_message_kind_name (0), ==, "unknown");
}

static void
refuse (GBytes *bytes, gboolean from_worker, guint n_fds)
{
  g_autoptr (GError) error = NULL;
  g_auto (AmbMessage) message = { 0 };

  g_assert_false (amb_message_decode (bytes, from_worker, n_fds, &message, &error));
  g_assert_error (error, AMB_ERROR, AMB_ERROR_PROTOCOL);
  g_assert_null (message.body);
}

/* Each good message is refused in the other direction and with another number of descriptors. */
static void
test_direction_and_fds (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (message_samples); i++)
    {
      g_autoptr (GVariant) body = parse (message_samples[i].body);
      g_autoptr (GBytes) bytes = amb_message_encode (message_samples[i].kind, body, NULL);

      refuse (bytes, !message_samples[i].from_worker, message_samples[i].n_fds);
      for (guint n = 0; n <= AMB_MESSAGE_MAX_FDS; n++)
        if (n != message_samples[i].n_fds)
          refuse (bytes, message_samples[i].from_worker, n);
    }
}

/* Cut anywhere, or longer by one byte. */
static void
test_truncated (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (message_samples); i++)
    {
      g_autoptr (GVariant) body = parse (message_samples[i].body);
      g_autoptr (GBytes) bytes = amb_message_encode (message_samples[i].kind, body, NULL);
      gsize size = g_bytes_get_size (bytes);
      g_autofree guint8 *longer = g_malloc0 (size + 1);
      g_autoptr (GBytes) long_bytes = NULL;

      for (gsize length = 0; length < size; length++)
        {
          g_autoptr (GBytes) cut = g_bytes_new_from_bytes (bytes, 0, length);
          refuse (cut, message_samples[i].from_worker, message_samples[i].n_fds);
        }
      memcpy (longer, g_bytes_get_data (bytes, NULL), size);
      long_bytes = g_bytes_new (longer, size + 1);
      refuse (long_bytes, message_samples[i].from_worker, message_samples[i].n_fds);
    }
}

typedef struct
{
  AmbMessageKind kind;
  gboolean from_worker;
  guint n_fds;
  const char *body; /* another type, or out of range */
} Bad;

static const Bad bad[] = {
  { 0, TRUE, 0, "(uint64 1,)" },
  { 42, TRUE, 0, "(uint64 1,)" },
  { 255, TRUE, 0, "(uint64 1,)" },
  { AMB_MESSAGE_CLOSE, FALSE, 0, "(uint32 1,)" },
  { AMB_MESSAGE_CLOSE, FALSE, 0, "uint64 1" },
  { AMB_MESSAGE_OPEN, FALSE, 2, "(uint64 1, {'max-pixels': <uint64 0>})" },
  { AMB_MESSAGE_OPEN, FALSE, 2, "(uint64 1, {'max-pixels': <'many'>})" },
  { AMB_MESSAGE_PROBE, FALSE, 3, "(uint64 1, {'edge': <uint32 5000>})" },
  { AMB_MESSAGE_EXPORT, FALSE, 1, "(uint64 1, @a{sv} {}, @a{sv} {})" },
  { AMB_MESSAGE_EXPORT, FALSE, 1,
    "(uint64 1, @a{sv} {}, {'format': <'png'>, 'quality': <0>, 'resize': <''>, 'metadata': "
    "<'keep'>})" },
  { AMB_MESSAGE_EXPORT, FALSE, 1,
    "(uint64 1, @a{sv} {}, {'format': <'png'>, 'quality': <-1>, 'resize': <''>, 'metadata': "
    "<'keep'>})" },
  { AMB_MESSAGE_EXPORT, FALSE, 1,
    "(uint64 1, @a{sv} {}, {'format': <''>, 'quality': <9>, 'resize': <''>, 'metadata': "
    "<'keep'>})" },
  { AMB_MESSAGE_CONTENT, FALSE, 1, "(uint64 1, '" SAMPLE_DIGEST "', uint64 0)" },
  { AMB_MESSAGE_CONTENT, FALSE, 1, "(uint64 1, '" SAMPLE_DIGEST "', uint64 33554433)" },
  { AMB_MESSAGE_CONTENT, FALSE, 1, "(uint64 1, '" SAMPLE_DIGEST "0', uint64 1)" },
  { AMB_MESSAGE_CONTENT, FALSE, 1, "(uint64 1, '../passwd', uint64 1)" },
  { AMB_MESSAGE_REFUSED, TRUE, 0, "(uint64 1, '" SAMPLE_DIGEST "', uint32 1000, 'why')" },
  { AMB_MESSAGE_REFUSED, TRUE, 0, "(uint64 1, '', uint32 7, 'why')" },
  { AMB_MESSAGE_BUFFERS, FALSE, 3, "(uint64 1, uint64 0)" },
  { AMB_MESSAGE_BUFFERS, FALSE, 3, "(uint64 1, uint64 4294967297)" },
  { AMB_MESSAGE_RENDER, FALSE, 0,
    "(uint64 1, uint64 2, uint32 3, 0.25, uint32 0, (0, 0, 1, 1), uint32 3, @a{sv} {})" },
  { AMB_MESSAGE_RENDER, FALSE, 0,
    "(uint64 1, uint64 2, uint32 0, 0.0, uint32 0, (0, 0, 1, 1), uint32 3, @a{sv} {})" },
  { AMB_MESSAGE_RENDER, FALSE, 0,
    "(uint64 1, uint64 2, uint32 0, -1.0, uint32 0, (0, 0, 1, 1), uint32 3, @a{sv} {})" },
  { AMB_MESSAGE_RENDER, FALSE, 0,
    "(uint64 1, uint64 2, uint32 0, 16.1, uint32 0, (0, 0, 1, 1), uint32 3, @a{sv} {})" },
  { AMB_MESSAGE_RENDER, FALSE, 0,
    "(uint64 1, uint64 2, uint32 0, 1.0, uint32 8, (0, 0, 1, 1), uint32 3, @a{sv} {})" },
  { AMB_MESSAGE_RENDER, FALSE, 0,
    "(uint64 1, uint64 2, uint32 0, 1.0, uint32 0, (-1, 0, 1, 1), uint32 3, @a{sv} {})" },
  { AMB_MESSAGE_RENDER, FALSE, 0,
    "(uint64 1, uint64 2, uint32 0, 1.0, uint32 0, (0, 0, 0, 1), uint32 3, @a{sv} {})" },
  { AMB_MESSAGE_RENDER, FALSE, 0,
    "(uint64 1, uint64 2, uint32 0, 1.0, uint32 0, (2147483647, 0, 2147483647, 1), uint32 3, "
    "@a{sv} {})" },
  { AMB_MESSAGE_READY, TRUE, 0, "(@a{sv} {},)" },
  { AMB_MESSAGE_READY, TRUE, 0, "({'version': <''>, 'landlock': <4>, 'seccomp': <true>},)" },
  { AMB_MESSAGE_READY, TRUE, 0, "({'version': <'1'>, 'landlock': <-4>, 'seccomp': <true>},)" },
  { AMB_MESSAGE_OPENED, TRUE, 0, "(uint64 1, @a{sv} {})" },
  { AMB_MESSAGE_OPENED, TRUE, 0,
    "(uint64 1, {'format': <'x'>, 'width': <uint32 0>, 'height': <uint32 3>, 'orientation': "
    "<uint32 1>, 'alpha': <false>, 'depth': <uint32 8>, 'need': <uint64 3>})" },
  { AMB_MESSAGE_OPENED, TRUE, 0,
    "(uint64 1, {'format': <'x'>, 'width': <uint32 1000001>, 'height': <uint32 3>, 'orientation': "
    "<uint32 1>, 'alpha': <false>, 'depth': <uint32 8>, 'need': <uint64 3>})" },
  { AMB_MESSAGE_OPENED, TRUE, 0,
    "(uint64 1, {'format': <'x'>, 'width': <uint32 1>, 'height': <uint32 3>, 'orientation': "
    "<uint32 9>, 'alpha': <false>, 'depth': <uint32 8>, 'need': <uint64 3>})" },
  { AMB_MESSAGE_OPENED, TRUE, 0,
    "(uint64 1, {'format': <'x'>, 'width': <uint32 1>, 'height': <uint32 3>, 'orientation': "
    "<uint32 1>, 'alpha': <false>, 'depth': <uint32 8>, 'need': <uint64 18446744073709551615>})" },
  { AMB_MESSAGE_OPENED, TRUE, 0,
    "(uint64 1, {'format': <'x'>, 'width': <'1'>, 'height': <uint32 3>, 'orientation': <uint32 1>, "
    "'alpha': <false>, 'depth': <uint32 8>, 'need': <uint64 3>})" },
  { AMB_MESSAGE_PROGRESS, TRUE, 0, "(uint64 1, uint32 1001)" },
  { AMB_MESSAGE_FRAME, TRUE, 0,
    "(uint64 1, uint64 2, uint32 3, uint32 0, (0, 0, 1, 1), uint32 1, uint32 1, uint64 5)" },
  { AMB_MESSAGE_FRAME, TRUE, 0,
    "(uint64 1, uint64 2, uint32 0, uint32 8, (0, 0, 1, 1), uint32 1, uint32 1, uint64 5)" },
  { AMB_MESSAGE_FRAME, TRUE, 0,
    "(uint64 1, uint64 2, uint32 0, uint32 0, (0, 0, 1, -1), uint32 1, uint32 1, uint64 5)" },
  { AMB_MESSAGE_FRAME, TRUE, 0,
    "(uint64 1, uint64 2, uint32 0, uint32 0, (0, 0, 1, 1), uint32 0, uint32 1, uint64 5)" },
  { AMB_MESSAGE_FRAME, TRUE, 0,
    "(uint64 1, uint64 2, uint32 0, uint32 0, (0, 0, 1, 1), uint32 1, uint32 4294967295, uint64 "
    "5)" },
  { AMB_MESSAGE_DONE, TRUE, 0, "(uint64 1, @a{sv} {})" },
  { AMB_MESSAGE_DONE, TRUE, 0,
    "(uint64 1, {'width': <uint32 1>, 'height': <uint32 1>, 'bytes': <uint64 0>})" },
  { AMB_MESSAGE_DONE, TRUE, 0,
    "(uint64 1, {'width': <uint32 1>, 'height': <uint32 1>, 'bytes': <uint64 1>, 'notes': "
    "<'one'>})" },
  { AMB_MESSAGE_FAILED, TRUE, 0, "(uint64 1, uint32 1000, '')" },
  { AMB_MESSAGE_PROBED, TRUE, 0,
    "(uint64 1, {" SAMPLE_OPENED ", 'thumb-width': <uint32 0>, 'thumb-height': <uint32 1>})" },
};

static GBytes *
encode_anything (guint kind, GVariant *body)
{
  g_autoptr (GVariant) datagram = g_variant_ref_sink (g_variant_new ("(yv)", (guchar) kind, body));
  return g_variant_get_data_as_bytes (datagram);
}

static void
test_malformed (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GVariant) body = parse (bad[i].body);
      g_autoptr (GBytes) bytes = encode_anything (bad[i].kind, body);
      g_test_message ("%u %s", bad[i].kind, bad[i].body);
      refuse (bytes, bad[i].from_worker, bad[i].n_fds);
    }
}

static void
test_not_a_number (void)
{
  AmbRenderRequest request = { .scale = NAN, .region = { 0, 0, 1, 1 } };
  g_autoptr (GBytes) bytes = NULL;

  request.recipe = g_variant_new ("a{sv}", NULL);
  bytes = encode_anything (AMB_MESSAGE_RENDER, amb_render_request_to_variant (&request));
  refuse (bytes, FALSE, 0);
}

/* A string that is no UTF-8 and a boolean of 2 are not in normal form. */
static void
test_not_normal (void)
{
  g_autoptr (GVariant) body = parse ("(uint64 1, uint32 1, 'XX')");
  g_autoptr (GBytes) bytes = encode_anything (AMB_MESSAGE_FAILED, body);
  gsize size = g_bytes_get_size (bytes);
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), size);
  guint8 *x = memchr (copy, 'X', size);
  g_autoptr (GBytes) broken = NULL;

  g_assert_nonnull (x);
  x[0] = 0xff;
  broken = g_bytes_new (copy, size);
  refuse (broken, TRUE, 0);
}

static void
test_too_long (void)
{
  g_autofree char *text = g_strnfill (AMB_MESSAGE_MAX_BYTES, 'x');
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) body = g_variant_ref_sink (g_variant_new ("(tus)", (guint64) 1, 1, text));
  g_autoptr (GBytes) encoded = amb_message_encode (AMB_MESSAGE_FAILED, body, &error);
  g_autoptr (GBytes) forced = encode_anything (AMB_MESSAGE_FAILED, body);

  g_assert_null (encoded);
  g_assert_error (error, AMB_ERROR, AMB_ERROR_PROTOCOL);
  refuse (forced, TRUE, 0);
}

static void
test_render_fields (void)
{
  AmbRenderRequest in = { .job = 1,
                          .serial = 2,
                          .buffer = 1,
                          .scale = 0.3,
                          .flags = 5,
                          .region = { 1, 2, 3, 4 },
                          .generation = 9 };
  AmbRenderRequest out;
  g_autoptr (GVariant) body = NULL;

  in.recipe = g_variant_new_parsed ("{'a': <1>}");
  body = g_variant_ref_sink (amb_render_request_to_variant (&in));
  amb_render_request_from_variant (body, &out);
  g_assert_cmpuint (out.job, ==, 1);
  g_assert_cmpuint (out.serial, ==, 2);
  g_assert_cmpuint (out.buffer, ==, 1);
  g_assert_cmpfloat (out.scale, ==, 0.3);
  g_assert_cmpuint (out.flags, ==, 5);
  g_assert_cmpint (out.region.height, ==, 4);
  g_assert_cmpuint (out.generation, ==, 9);
  g_assert_cmpuint (g_variant_n_children (out.recipe), ==, 1);
  g_variant_unref (out.recipe);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/protocol/message/round-trip", test_round_trip);
  g_test_add_func ("/protocol/message/direction-and-fds", test_direction_and_fds);
  g_test_add_func ("/protocol/message/truncated", test_truncated);
  g_test_add_func ("/protocol/message/malformed", test_malformed);
  g_test_add_func ("/protocol/message/not-a-number", test_not_a_number);
  g_test_add_func ("/protocol/message/not-normal", test_not_normal);
  g_test_add_func ("/protocol/message/too-long", test_too_long);
  g_test_add_func ("/protocol/message/render-fields", test_render_fields);
  return g_test_run ();
}
